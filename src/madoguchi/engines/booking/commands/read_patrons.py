# SPDX-License-Identifier: Apache-2.0
"""Show staff who is registered for booking, and write down that they were shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.note_seen import note_seen
from madoguchi.engines.booking.models import Patron, PenaltyPoint, Reservation
from madoguchi.engines.booking.policy import MANAGE, may_work, working_section
from madoguchi.engines.booking.queries.finding import find_people
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class PointShown:
    """Penalty points with the section that gave them; ``may_withdraw``: by this person."""

    point: PenaltyPoint
    section: str
    number: str
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class PatronShown:
    """A registered user with what is written of them."""

    patron: Patron
    personal: dict[str, str]
    points: Sequence[PointShown] = ()


def look_for_patrons(*, typed: str, actor: Actor, at: datetime) -> list[PatronShown]:
    """Registered users by name, kana or telephone, written down as seen; no groups.

    Raises:
        NotAllowed: not staff who work with bookings.
    """
    working_section(actor)
    refs = [one.party_ref for one in find_people(typed) if not one.is_group]
    found = {one.party_ref: one for one in Patron.objects.filter(party_ref__in=refs)}
    listed = [found[ref] for ref in refs if ref in found]
    _write([one.party_ref for one in listed], "patrons", actor=actor, at=at)
    return [PatronShown(one, open_patron(one)) for one in listed]


def read_patron(*, patron_id: UUID, actor: Actor, at: datetime) -> PatronShown:
    """One registered user with the penalty points, written down as seen.

    Raises:
        NotAllowed: not staff who work with bookings. ReservationUnknown: there is no such person.
    """
    working_section(actor)
    found = Patron.objects.filter(id=patron_id).first()
    if found is None:
        raise ReservationUnknown
    _write([found.party_ref], "patron", actor=actor, at=at)
    return PatronShown(found, open_patron(found), points_of(found, actor))


def points_of(patron: Patron, actor: Actor) -> list[PointShown]:
    """The points of a person, the newest first; two queries."""
    points = list(PenaltyPoint.objects.filter(party_ref=patron.party_ref).order_by("-given_at"))
    ids = [one.reservation_ref.rpartition(":")[2] for one in points if one.reservation_ref]
    rows = Reservation.objects.select_related("offer").filter(id__in=ids)
    bookings = {one.ref: one for one in rows}
    return [_point(one, bookings.get(one.reservation_ref), actor) for one in points]


def _point(one: PenaltyPoint, booking: Reservation | None, actor: Actor) -> PointShown:
    """Points of a booking belong to its section; others to any section that manages bookings."""
    section = booking.offer.section if booking else min(actor.sections, default="")
    stands = one.withdrawn_at is None
    may = stands and may_work(actor, section, MANAGE)
    return PointShown(one, section, booking.number if booking else "", may)


def _write(refs: list[str], what: str, *, actor: Actor, at: datetime) -> None:
    note_seen(subjects=refs, what=what, purpose="利用者の登録", actor=actor, at=at)
