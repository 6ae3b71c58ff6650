# SPDX-License-Identifier: Apache-2.0
"""How are the leaves and places of a plan taken, or found taken?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import Again
from madoguchi.engines.booking.commands.counting import check_room, read_counts
from madoguchi.engines.booking.commands.deciding import Plan
from madoguchi.engines.booking.commands.locking import lock_leaves
from madoguchi.engines.booking.commands.occupy import find_in_the_way
from madoguchi.engines.booking.commands.release import clear_expired
from madoguchi.engines.booking.models import QuotaCount, QuotaUse
from madoguchi.engines.booking.queries.equipment import Units, list_busy, units_wanted
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.equipment import ExtraTaken
from madoguchi.engines.booking.rules.refusals import QuotaFull, SlotTaken
from madoguchi.kernel.actors import SYSTEM

Counts = dict[tuple[UUID, str], QuotaCount]


def find_room(
    plan: Plan, *, at: datetime, leave_out: UUID | None = None
) -> tuple[list[UUID], Counts]:
    """Lock the leaves of the plan and look at its counts; expired holds are cleared away.

    ``leave_out`` is a booking that gives up what it has (a change).

    Raises:
        SlotTaken, QuotaFull, ExtraTaken: somebody else has it.
        Again: what was in the way has expired; clear it and start anew.
    """
    counts = read_counts(
        [(quota, bucket_of(quota.period, plan.wanted.starts_at)) for quota in quotas_of(plan.offer)]
    )
    full = check_room(counts, plan.wanted.people)
    if full:
        _clear_uses(full, at=at)
        raise QuotaFull(left=max(min(row.capacity - row.taken for row in full), 0))
    units = units_wanted(plan.rules, plan.wanted.extras)
    pieces = {leaf for one in units for leaf in one.leaves}
    places = [plan.space.id] if plan.space is not None else []
    locked = lock_leaves([*places, *pieces])
    leaves = [leaf for leaf in locked if leaf not in pieces]
    if leaves:
        claimed = plan.claimed
        found = [
            one
            for one in find_in_the_way(leaves, claimed.blocks_from, claimed.blocks_until)
            if leave_out is None or one[0] != leave_out
        ]
        if found:
            _clear_claims(found, at=at)
            raise SlotTaken
    return [*leaves, *_choose_pieces(units, plan, at=at, leave_out=leave_out)], counts


def _choose_pieces(
    units: Sequence[Units], plan: Plan, *, at: datetime, leave_out: UUID | None
) -> list[UUID]:
    """A free piece for each that is wanted; the first of them first.

    Raises:
        ExtraTaken: others have them. Again: who has them has run out of time.
    """
    if not units:
        return []
    claimed = plan.claimed
    every = [leaf for one in units for leaf in one.leaves]
    busy = {
        one.leaf: one
        for one in list_busy(every, claimed.blocks_from, claimed.blocks_until)
        if leave_out is None or one.reservation_id != leave_out
    }
    chosen = []
    for one in units:
        free = [leaf for leaf in one.leaves if leaf not in busy]
        if len(free) < one.count:
            over = [
                found.reservation_id
                for found in (busy[leaf] for leaf in one.leaves if leaf in busy)
                if found.reservation_id and found.expires_at and found.expires_at <= at
            ]
            if over and len(free) + len(over) >= one.count:
                _again(set(over), at=at)
            raise ExtraTaken(one.extra, len(free))
        chosen += free[: one.count]
    return chosen


def _clear_claims(found: Iterable[tuple[UUID | None, datetime | None]], *, at: datetime) -> None:
    """Raise Again if everything in the way has expired."""
    rows = list(found)
    if all(expires_at is not None and expires_at <= at for _, expires_at in rows):
        _again({one for one, _ in rows if one is not None}, at=at)


def _clear_uses(full: Iterable[QuotaCount], *, at: datetime) -> None:
    """Raise Again if a full count holds places whose hold has expired."""
    expired = QuotaUse.objects.filter(
        count__in=list(full), reservation__hold_until__lte=at, reservation__state="held"
    ).values_list("reservation_id", flat=True)
    found = set(expired[:50])
    if found:
        _again(found, at=at)


def _again(reservations: set[UUID], *, at: datetime) -> None:
    def clear() -> None:
        for one in sorted(reservations):
            clear_expired(reservation_id=one, actor=SYSTEM, at=at)

    raise Again(clear)


def places_left(counts: Counts) -> int | None:
    """The fewest places left; None where the offer counts none."""
    return min((row.capacity - row.taken for row in counts.values()), default=None)
