# SPDX-License-Identifier: Apache-2.0
"""Change a booking: other time, other place, fewer or more people (予約の変更・一部取消し)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.counting import give_back, take_places
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, check_turn, plan
from madoguchi.engines.booking.commands.hold import fee_words
from madoguchi.engines.booking.commands.locking import (
    lock_parties,
    lock_reservation,
    lock_these_leaves,
)
from madoguchi.engines.booking.commands.occupy import claim_leaves, free_claims
from madoguchi.engines.booking.commands.taking import find_room, places_left
from madoguchi.engines.booking.commands.writing import header_of, write_down
from madoguchi.engines.booking.events import ReservationChanged
from madoguchi.engines.booking.models import OPEN, Claim, Reservation, SpaceLeaf
from madoguchi.engines.booking.policy import check_may_touch, may_work
from madoguchi.engines.booking.queries.equipment import units_wanted
from madoguchi.engines.booking.queries.reservations import births_of
from madoguchi.engines.booking.rules.lottery_refusals import WinStays
from madoguchi.engines.booking.rules.refusals import HoldExpired, PastTime, WrongState
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor


@in_one_go
def change(
    *,
    reservation_id: UUID,
    actor: Actor,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    space: str | None = None,
    people: int | None = None,
) -> Reservation:
    """Exchange what a booking has for something else, or leave it wholly as it was.

    Raises:
        ReservationUnknown, WrongState, HoldExpired, PastTime: this booking cannot be changed.
        WinStays: a win of a lottery keeps its time and place.
        Refusal: as ``hold`` for the new wish.
    """
    reservation = lock_reservation(reservation_id)
    check_may_touch(actor, reservation)
    _check_state(reservation, actor=actor, at=at)
    wanted = _wanted(reservation, starts_at, ends_at, space, people)
    moved = (wanted.starts_at, wanted.ends_at, wanted.space) != (
        reservation.starts_at,
        reservation.ends_at,
        reservation.space.key if reservation.space else "",
    )
    if moved and reservation.channel == "lottery":
        raise WinStays
    if not moved and wanted.people == reservation.people:
        return reservation
    found = plan(
        replace(wanted, channel=wanted.channel if moved else "waiting"), actor=actor, at=at
    )
    lock_parties(found.parties)
    check_counted(found, at=at, leave_out=reservation.id)
    before = {
        "starts_at": reservation.starts_at.isoformat(),
        "ends_at": reservation.ends_at.isoformat(),
        "space": reservation.space.key if reservation.space else "",
        "people": reservation.people,
    }
    exchange(reservation, found, at=at, moved=moved)
    write_down(
        ReservationChanged(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        detail={"before": before},
        notice="changed",
    )
    return reservation


def _check_state(reservation: Reservation, *, actor: Actor, at: datetime) -> None:
    if reservation.state not in OPEN:
        raise WrongState(state=reservation.get_state_display())
    if reservation.hold_until is not None and reservation.hold_until <= at:
        raise HoldExpired
    if reservation.starts_at <= at and not may_work(actor, reservation.offer.section):
        raise PastTime


def _wanted(
    reservation: Reservation,
    starts_at: datetime | None,
    ends_at: datetime | None,
    space: str | None,
    people: int | None,
) -> Wanted:
    own = reservation.space.key if reservation.space else ""
    return Wanted(
        offer=reservation.offer.key,
        starts_at=starts_at or reservation.starts_at,
        ends_at=ends_at or reservation.ends_at,
        space=own if space is None else space,
        people=reservation.people if people is None else people,
        purpose=reservation.purpose,
        extras=tuple((key, count) for key, count in reservation.extras),
        person_ref=reservation.person_ref,
        group_id=reservation.group_id,
        births=births_of(reservation) if people in {None, reservation.people} else (),
        ages_known=people not in {None, reservation.people},
        channel="desk",
    )


def exchange(reservation: Reservation, found: Plan, *, at: datetime, moved: bool) -> None:
    """Free the old and take the new in one transaction; old and new leaves are locked together.

    ``moved``: the time, the place or the pieces of equipment are others than before.
    """
    old = list(Claim.objects.filter(reservation_id=reservation.id, live=True))
    if moved:
        new = SpaceLeaf.objects.filter(space=found.space).values_list("leaf_id", flat=True)
        pieces = [
            leaf for one in units_wanted(found.rules, found.wanted.extras) for leaf in one.leaves
        ]
        lock_these_leaves({*(claim.leaf_id for claim in old), *new, *pieces})
    give_back(reservation)
    leaves, counts = find_room(found, at=at, leave_out=reservation.id)
    if moved:
        check_turn(found, left=places_left(counts))
        free_claims(old)
        if leaves:
            claim_leaves(
                leaves,
                found.claimed.blocks_from,
                found.claimed.blocks_until,
                reservation_id=reservation.id,
                expires_at=reservation.hold_until,
            )
    reservation.starts_at, reservation.ends_at = found.wanted.starts_at, found.wanted.ends_at
    reservation.space, reservation.people = found.space, found.wanted.people
    reservation.amount_yen, reservation.fee = found.due.yen, fee_words(found.due)
    reservation.version += 1
    reservation.offer_version = found.offer.version
    reservation.save(
        update_fields=[
            "starts_at", "ends_at", "space", "people", "amount_yen", "fee", "version",
            "offer_version",
        ]
    )  # fmt: skip
    if counts:
        take_places(reservation, counts, reservation.people)
