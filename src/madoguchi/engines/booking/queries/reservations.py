# SPDX-License-Identifier: Apache-2.0
"""Which bookings are there: of a person, of a day, of an offer?"""

import json
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.engines.booking.models import (
    AmountDue,
    GroupMember,
    Notice,
    Reservation,
    WaitingEntry,
)
from madoguchi.engines.booking.policy import check_may_touch
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.fields import decrypt

CONTACT = "booking.contact"


def get_reservation(number: str, *, actor: Actor) -> Reservation:
    """A booking by its number, for whom it concerns.

    Raises:
        ReservationUnknown: there is none for this person.
    """
    found = (
        Reservation.objects.select_related("offer", "space", "group").filter(number=number).first()
    )
    if found is None:
        raise ReservationUnknown
    check_may_touch(actor, found)
    return found


def find_amount(reservation_id: UUID) -> int | None:
    """Yen that the booking costs as payments are told; None where it never cost anything."""
    rows = AmountDue.objects.filter(reservation_id=reservation_id)
    return rows.values_list("amount_yen", flat=True).first()


def read_contact(reservation: Reservation) -> dict[str, str]:
    """Who a booking is for; whoever shows it to staff writes the reading down."""
    if not reservation.sealed:
        return {}
    plain = decrypt(CONTACT, bytes(reservation.sealed), aad=reservation.id.bytes)
    opened: dict[str, str] = json.loads(plain)
    return opened


def find_own_hold(actor: Actor, wanted: Wanted, *, at: datetime) -> Reservation | None:
    """What the person holds of exactly this time already."""
    return (
        Reservation.objects.filter(
            person_ref=actor.ref,
            state="held",
            hold_until__gt=at,
            offer__key=wanted.offer,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            group=wanted.group_id,
        )
        .filter(Q(space__key=wanted.space) if wanted.space else Q(space=None))
        .first()
    )


def births_of(reservation: Reservation) -> tuple[date, ...]:
    """The dates of birth of the children whom a booking is for."""
    written = read_contact(reservation).get("births", "")
    return tuple(date.fromisoformat(one) for one in written.split(",") if one)


def list_own(actor: Actor, *, since: datetime | None = None) -> QuerySet[Reservation]:
    """The bookings of a person and of the groups that they may book for, the next first."""
    groups = GroupMember.objects.filter(account_ref=actor.ref, may_book=True).values("group_id")
    rows = Reservation.objects.filter(Q(person_ref=actor.ref) | Q(group_id__in=groups))
    if since is not None:
        rows = rows.filter(ends_at__gt=since)
    return rows.select_related("offer", "space", "group").order_by("starts_at", "id")


def list_own_waiting(actor: Actor) -> QuerySet[WaitingEntry]:
    """What a person waits for, and what they were offered and have not answered."""
    rows = WaitingEntry.objects.filter(
        Q(state="waiting") | Q(state="offered", reservation__state="held"), person_ref=actor.ref
    )
    return rows.select_related("offer", "space", "reservation").order_by("starts_at")


def list_own_notices(actor: Actor, *, most: int = 50) -> QuerySet[Notice]:
    """What a person was told, the newest first."""
    rows = Notice.objects.filter(party_ref=actor.ref).select_related("reservation")
    return rows.order_by("-made_at", "-id")[:most]
