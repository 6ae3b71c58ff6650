# SPDX-License-Identifier: Apache-2.0
"""How are the leaves and places of a plan taken, or found taken?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import Again
from madoguchi.engines.booking.commands.counting import check_room, read_counts
from madoguchi.engines.booking.commands.deciding import Plan
from madoguchi.engines.booking.commands.locking import lock_leaves
from madoguchi.engines.booking.commands.occupy import find_in_the_way
from madoguchi.engines.booking.commands.release import clear_expired
from madoguchi.engines.booking.models import QuotaCount, QuotaUse
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.refusals import QuotaFull, SlotTaken
from madoguchi.kernel.actors import SYSTEM

Counts = dict[tuple[UUID, str], QuotaCount]


def find_room(
    plan: Plan, *, at: datetime, leave_out: UUID | None = None
) -> tuple[list[UUID], Counts]:
    """Lock the leaves of the plan and look at its counts; expired holds are cleared away.

    ``leave_out`` is a booking that gives up what it has (a change).

    Raises:
        SlotTaken, QuotaFull: somebody else has it.
        Again: what was in the way has expired; clear it and start anew.
    """
    counts = read_counts(
        [(quota, bucket_of(quota.period, plan.wanted.starts_at)) for quota in quotas_of(plan.offer)]
    )
    full = check_room(counts, plan.wanted.people)
    if full:
        _clear_uses(full, at=at)
        raise QuotaFull(left=max(min(row.capacity - row.taken for row in full), 0))
    leaves = lock_leaves([plan.space.id]) if plan.space is not None else []
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
    return leaves, counts


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
