# SPDX-License-Identifier: Apache-2.0
"""Who is invited, who of them has booked, and what would a list change?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from madoguchi.engines.booking.models import LIVE, Invitation, Offer
from madoguchi.engines.booking.queries.people import open_invitation
from madoguchi.engines.booking.rules.invited import InvitedLine, InvitedList, normal_number
from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.fields import blind_index

Verb = Literal["new", "changed", "same", "wrong"]


@dataclass(frozen=True, slots=True)
class LineChange:
    """What importing does with one line."""

    verb: Verb
    line: InvitedLine
    is_booked: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as its family sees it."""

    id: str
    ref: str
    offer: Offer
    name: str
    birth_on: date
    book_until: date | None
    booked: str = ""
    booked_at: datetime | None = None
    booked_until: datetime | None = None


def number_index(number: str) -> bytes:
    """Equal for the same number however it is typed."""
    return blind_index("booking.invitation_number", normal_number(number))


def family_index(family: str) -> bytes | None:
    """Equal for siblings; None where the list names no household."""
    return blind_index("booking.invitation_family", normal_number(family)) if family else None


def content_of(line: InvitedLine) -> dict[str, str]:
    """What is personal of a line, as it is sealed."""
    return {
        "number": line.number,
        "name": line.name,
        "kana": line.kana,
        "birth_on": line.birth_on.isoformat() if line.birth_on else "",
        "family": line.family,
        "book_until": line.book_until.isoformat() if line.book_until else "",
    }


def compare_list(found: InvitedList, offer: Offer) -> list[LineChange]:
    """What importing would do, line by line; two queries for any number of lines."""
    indexes = {number_index(one.number): one for one in found.lines if not one.problems}
    known = {
        bytes(one.number_index): one
        for one in Invitation.objects.filter(number_index__in=list(indexes)).select_related(
            "reservation", "offer"
        )
    }
    return [_compare(one, known, offer) for one in found.lines]


def _compare(line: InvitedLine, known: dict[bytes, Invitation], offer: Offer) -> LineChange:
    if line.problems:
        return LineChange("wrong", line)
    before = known.get(number_index(line.number))
    if before is None:
        return LineChange("new", line)
    same = json.dumps(open_invitation(before), sort_keys=True) == json.dumps(
        content_of(line), sort_keys=True
    )
    unchanged = same and before.offer_id == offer.id and before.withdrawn_at is None
    return LineChange("same" if unchanged else "changed", line, is_booked=is_booked(before))


def is_booked(invitation: Invitation) -> bool:
    """Whether the invited child has a booking that stands."""
    return invitation.reservation is not None and invitation.reservation.state in LIVE


def find_invitation(number: str) -> Invitation | None:
    """The invitation of a number, however it is typed."""
    return (
        Invitation.objects.select_related("offer", "reservation")
        .filter(number_index=number_index(number), withdrawn_at=None, offer__is_open=True)
        .first()
    )


def family_of(invitation: Invitation) -> list[Invitation]:
    """The invitation with those of the siblings for the same check-up, the first asked first."""
    if invitation.family_index is None:
        return [invitation]
    rows = Invitation.objects.select_related("offer", "reservation").filter(
        family_index=bytes(invitation.family_index), offer=invitation.offer, withdrawn_at=None
    )
    return sorted(rows, key=lambda one: (one.id != invitation.id, one.id))


def shown(invitations: Sequence[Invitation]) -> list[Invited]:
    """Invitations opened for the family that has proved number and birth date."""
    found = []
    for one in invitations:
        words = open_invitation(one)
        booked = one.reservation if is_booked(one) else None
        found.append(
            Invited(
                str(one.id), one.ref, one.offer, words["name"],
                date.fromisoformat(words["birth_on"]), one.book_until,
                booked.number if booked else "", booked.starts_at if booked else None,
                booked.ends_at if booked else None,
            )
        )  # fmt: skip
    return found


def count_invited(offer: Offer) -> tuple[int, int]:
    """How many are invited to a check-up, and how many of them have booked."""
    rows = Invitation.objects.filter(offer=offer, withdrawn_at=None)
    return rows.count(), rows.filter(reservation__state__in=LIVE).count()


def actor_of(invitation: Invitation) -> Actor:
    """Whoever holds the invitation, as the one who acts."""
    return Actor(kind="citizen", ref=invitation.ref, name="")
