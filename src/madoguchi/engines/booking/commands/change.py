# SPDX-License-Identifier: Apache-2.0
"""Change a booking: other time, other place, fewer or more people (予約の変更・一部取消し)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.cancel import check_waiving
from madoguchi.engines.booking.commands.counting import give_back, take_places
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, check_turn, plan
from madoguchi.engines.booking.commands.give_points import write_points
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
from madoguchi.engines.booking.queries.quotas import quotas_of
from madoguchi.engines.booking.queries.reservations import births_of, read_contact
from madoguchi.engines.booking.rules.change_refusals import ChangeCosts, TooLateToChange
from madoguchi.engines.booking.rules.fees import Taken, calculate_changing, pay_by
from madoguchi.engines.booking.rules.lottery_refusals import WinStays
from madoguchi.engines.booking.rules.refusals import HoldExpired, PastTime, WrongState
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute
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
    agreed: tuple[int, int] | None = None,
    waive: bool = False,
    words: str = "",
) -> Reservation:
    """Exchange what a booking has for something else, or leave it wholly as it was.

    What is given up costs what cancelling it would: yen and points, to which the person has
    ``agreed`` after seeing them. ``waive`` lets staff who manage the offer forgive both; ``words``
    say why.

    Raises:
        ReservationUnknown, WrongState, HoldExpired, PastTime: this booking cannot be changed.
        WinStays: a win of a lottery keeps its time and place.
        TooLateToChange: the last moment for citizens has passed; staff still can.
        ChangeCosts: with yen and points, where nobody has agreed to just these.
        NotAllowed, ReasonMissing: waived without the right to, or without a reason.
        Refusal: as ``hold`` for the new wish.
    """
    reservation = lock_reservation(reservation_id)
    check_may_touch(actor, reservation)
    _check_state(reservation, actor=actor, at=at)
    wanted = _wanted(reservation, starts_at, ends_at, space, people)
    moved = _moves(reservation, wanted)
    if moved and reservation.channel == "lottery":
        raise WinStays
    if not moved and wanted.people == reservation.people:
        return reservation
    channel = wanted.channel if moved else "waiting"
    wanted, approved = replace(wanted, channel=channel), _approved(reservation)
    found = plan(wanted, actor=actor, at=at, approved=approved)
    lock_parties(found.parties)
    check_counted(found, at=at, leave_out=reservation.id)
    if waive:
        check_waiving(reservation, words, actor)
    cost = (0, 0) if waive else _check_cost(reservation, found, agreed, actor=actor, at=at)
    before = _before(reservation)
    exchange(reservation, found, at=at, moved=moved, charge_yen=cost[0])
    if cost[1]:
        write_points(reservation, cost[1], "late_change", actor=actor, at=at)
    _tell(reservation, before, cost[0], words, actor=actor, at=at)
    return reservation


def _moves(reservation: Reservation, wanted: Wanted) -> bool:
    was = _taken(reservation)
    return (wanted.starts_at, wanted.ends_at, wanted.space) != (
        was.starts_at, was.ends_at, was.space,
    )  # fmt: skip


def _tell(
    reservation: Reservation,
    before: dict[str, object],
    charged_yen: int,
    words: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    told = {"charged_yen": charged_yen, "balance_yen": reservation.balance_yen}
    write_down(
        ReservationChanged(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        detail={"before": before, **told, **({"words": words} if words else {})},
        notice="changed",
        about=told,
    )


def _check_cost(
    reservation: Reservation,
    found: Plan,
    agreed: tuple[int, int] | None,
    *,
    actor: Actor,
    at: datetime,
) -> tuple[int, int]:
    """Yen and points for what the change gives up; what only waits for an answer costs nothing."""
    if reservation.state != "confirmed":
        return 0, 0
    after = Taken(
        found.wanted.space, found.wanted.starts_at, found.wanted.ends_at, found.wanted.people,
        found.due.yen,
    )  # fmt: skip
    leaving = calculate_changing(
        reservation.read_rules(), _taken(reservation), after, at=at,
        counted=bool(quotas_of(reservation.offer)),
    )  # fmt: skip
    if leaving is None:
        return 0, 0
    if leaving.is_too_late(at) and not may_work(actor, reservation.offer.section):
        day, minute = day_and_minute(leaving.until)
        raise TooLateToChange(until=f"{day.month}月{day.day}日 {clock_of(minute)}")
    cost = leaving.owed_yen, leaving.points
    if any(cost) and agreed != cost:
        total = found.due.yen + reservation.charged_yen + leaving.owed_yen
        raise ChangeCosts(yen=leaving.owed_yen, points=leaving.points, total=total)
    return cost


def _taken(reservation: Reservation) -> Taken:
    place = reservation.space.key if reservation.space else ""
    return Taken(
        place, reservation.starts_at, reservation.ends_at, reservation.people, reservation.fee_yen
    )


def _before(reservation: Reservation) -> dict[str, object]:
    """What the booking was, for the audit log."""
    return {
        "starts_at": reservation.starts_at.isoformat(),
        "ends_at": reservation.ends_at.isoformat(),
        "space": reservation.space.key if reservation.space else "",
        "people": reservation.people,
        "amount_yen": reservation.amount_yen,
    }


def _approved(reservation: Reservation) -> frozenset[str]:
    """The reduction that staff have approved for this booking; it holds for the changed one too."""
    fee = reservation.fee or {}
    return frozenset({str(fee["reduction"])}) if fee.get("approved") else frozenset()


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
        contact=read_contact(reservation),
        births=births_of(reservation) if people in {None, reservation.people} else (),
        ages_known=people not in {None, reservation.people},
        channel="desk",
    )


def exchange(
    reservation: Reservation, found: Plan, *, at: datetime, moved: bool, charge_yen: int = 0
) -> None:
    """Free the old and take the new in one transaction; old and new leaves are locked together.

    ``moved``: the time, the place or the pieces of equipment are others than before;
    ``charge_yen`` is owed for what is given up, beside the new fee.
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
    _write(reservation, found, charge_yen, at=at)
    if counts:
        take_places(reservation, counts, reservation.people)


def _write(reservation: Reservation, found: Plan, charge_yen: int, *, at: datetime) -> None:
    approved, fee = _approved(reservation), fee_words(found.due)
    if found.due.reduction in approved:
        fee |= {"approved": True, "why": reservation.fee.get("why", "")}
    reservation.starts_at, reservation.ends_at = found.wanted.starts_at, found.wanted.ends_at
    reservation.space, reservation.people = found.space, found.wanted.people
    reservation.charged_yen += charge_yen
    reservation.amount_yen, reservation.fee = found.due.yen + reservation.charged_yen, fee
    standing = reservation.state == "confirmed" and reservation.paid_at is None
    if standing and reservation.amount_yen and reservation.pay_by is None:
        reservation.pay_by = pay_by(found.rules, starts_at=reservation.starts_at, at=at)
    reservation.version += 1
    reservation.offer_version = found.offer.version
    reservation.save(
        update_fields=[
            "starts_at", "ends_at", "space", "people", "amount_yen", "charged_yen", "fee",
            "pay_by", "version", "offer_version",
        ]
    )  # fmt: skip
