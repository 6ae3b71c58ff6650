# SPDX-License-Identifier: Apache-2.0
"""Who may do what with bookings? Citizens their own and their groups', staff their section's."""

from uuid import UUID

from madoguchi.engines.booking.models import GroupMember, Offer, Reservation
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotAllowed
from madoguchi.kernel.texts import text
from madoguchi.platform.organisation.api import permissions_of

VIEW = "booking.view"
WORK = "booking.work"
MANAGE = "booking.manage"


def may_work(actor: Actor, section: str, permission: str = WORK) -> bool:
    """Whether the actor is staff of the section, or above it, with the permission."""
    if actor.kind == "system":
        return True
    held = permissions_of(actor.roles) if actor.kind == "staff" else frozenset()
    return permission in held and (section in actor.sections or "booking.all" in held)


def check_may_work(actor: Actor, section: str, permission: str = WORK) -> None:
    """Raises NotAllowed unless ``may_work``."""
    if not may_work(actor, section, permission):
        raise NotAllowed(
            text(
                "この受付を扱う権限がありません。",
                "Your role does not include this offer.",
                "この うけつけは できません。",
            ),
            next_step=text(
                "担当の課の責任者に頼んでください。",
                "Ask a senior of the section in charge.",
                "担当の 課に きいてください。",
            ),
        )


def working_section(actor: Actor) -> str:
    """A section that the actor works for; people and groups belong to the city, not to a section.

    Raises:
        NotAllowed: staff of no section with the permission.
    """
    found = next((one for one in sorted(actor.sections) if may_work(actor, one)), "")
    check_may_work(actor, found)
    return found


def may_book_for_group(actor: Actor, group_id: UUID) -> bool:
    """Whether the person may book for the group: a member whom the group has named."""
    return GroupMember.objects.filter(
        group_id=group_id, account_ref=actor.ref, may_book=True
    ).exists()


def check_may_book(actor: Actor, offer: Offer, *, person_ref: str, group_id: UUID | None) -> None:
    """Raises NotAllowed unless it is for oneself, for one's group, or staff of the section."""
    if may_work(actor, offer.section):
        return
    own = actor.kind == "citizen" and person_ref == actor.ref
    if own and (group_id is None or may_book_for_group(actor, group_id)):
        return
    raise NotAllowed(
        text(
            "予約できるのは、ご本人か、団体で予約を任された方です。",
            "You can book for yourself, or for a group that has named you.",
            "じぶんの よやくだけ できます。",
        ),
        next_step=text(
            "サインインするか、施設に電話してください。",
            "Sign in, or telephone the place.",
            "サインインするか、電話してください。",
        ),
    )


def may_touch(actor: Actor, reservation: Reservation) -> bool:
    """Whether the booking is the person's own, the group's, or of the staff's section."""
    if actor.kind == "citizen" and reservation.person_ref == actor.ref:
        return True
    if may_work(actor, reservation.offer.section):
        return True
    return (
        actor.kind == "citizen"
        and reservation.group_id is not None
        and may_book_for_group(actor, reservation.group_id)
    )


def check_may_touch(actor: Actor, reservation: Reservation) -> None:
    """Raises ReservationUnknown, so that nobody learns which numbers exist."""
    if not may_touch(actor, reservation):
        raise ReservationUnknown
