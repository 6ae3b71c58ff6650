# SPDX-License-Identifier: Apache-2.0
"""How are the places of a quota taken and given back? One row per period, locked by its change."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from uuid import UUID

from django.db.models import CharField, F, Q, UUIDField

from madoguchi.engines.booking.models import QuotaCount, QuotaUse, Reservation
from madoguchi.engines.booking.queries.quotas import QuotaFacts
from madoguchi.engines.booking.rules.refusals import QuotaFull
from madoguchi.kernel.ids import new_id
from madoguchi.platform.transactions.api import Given, Prepared

Buckets = Sequence[tuple[QuotaFacts, str]]


def read_counts(buckets: Buckets) -> dict[tuple[UUID, str], QuotaCount]:
    """The rows of these periods, made where there are none."""
    if not buckets:
        return {}
    found = _read(buckets)
    missing = [(q, b) for q, b in buckets if (q.id, b) not in found]
    if missing:
        QuotaCount.objects.bulk_create(
            (QuotaCount(id=new_id(), quota_id=q.id, bucket=b, capacity=q.capacity)
             for q, b in sorted(missing, key=lambda one: (one[0].id, one[1]))),
            ignore_conflicts=True,
        )  # fmt: skip
        found = _read(buckets)
    return found


def _read(buckets: Buckets) -> dict[tuple[UUID, str], QuotaCount]:
    quotas = sorted({quota.id for quota, _ in buckets})
    periods = sorted({period for _, period in buckets})
    rows = _question(len(quotas), len(periods)).objects(*quotas, *periods)
    wanted = {(quota.id, bucket) for quota, bucket in buckets}
    return {(r.quota_id, r.bucket): r for r in rows if (r.quota_id, r.bucket) in wanted}


@lru_cache(maxsize=64)
def _question(quotas: int, periods: int) -> Prepared[QuotaCount]:
    ids = [Q(quota_id=Given(place, UUIDField())) for place in range(quotas)]
    buckets = [Given(quotas + place, CharField()) for place in range(periods)]
    return Prepared(lambda: QuotaCount.objects.filter(reduce(or_, ids), bucket__in=buckets))


def check_room(counts: Mapping[tuple[UUID, str], QuotaCount], people: int) -> list[QuotaCount]:
    """The rows that are too full by a look without lock; empty where there is room."""
    return [row for row in counts.values() if row.taken + people > row.capacity]


def take_places(
    reservation: Reservation, counts: Mapping[tuple[UUID, str], QuotaCount], people: int
) -> None:
    """Take places in every period, last of all in a transaction, because the rows are hot.

    Raises:
        QuotaFull: somebody took them meanwhile.
    """
    rows = sorted(counts.values(), key=lambda row: row.id)
    for row in rows:
        taken = QuotaCount.objects.filter(id=row.id, taken__lte=F("capacity") - people).update(
            taken=F("taken") + people
        )
        if not taken:
            row.refresh_from_db()
            raise QuotaFull(left=max(row.capacity - row.taken, 0))
    QuotaUse.objects.bulk_create(
        QuotaUse(id=new_id(), reservation_id=reservation.id, count_id=row.id, units=people)
        for row in rows
    )


def take_many(rows: Sequence[tuple[QuotaCount, Sequence[Reservation]]]) -> None:
    """Take the places of many bookings at once, period by period.

    Raises:
        QuotaFull: there are fewer places than all of them want together.
    """
    for count, reservations in rows:
        people = sum(one.people for one in reservations)
        taken = QuotaCount.objects.filter(id=count.id, taken__lte=F("capacity") - people).update(
            taken=F("taken") + people
        )
        if not taken:
            raise QuotaFull(left=max(count.capacity - count.taken, 0))
    QuotaUse.objects.bulk_create(
        (
            QuotaUse(id=new_id(), reservation_id=one.id, count_id=count.id, units=one.people)
            for count, reservations in rows
            for one in reservations
        ),
        batch_size=500,
    )


def give_back(reservation: Reservation) -> None:
    """Give every place of the booking back."""
    uses = QuotaUse.objects.filter(reservation_id=reservation.id)
    for use in sorted(uses, key=lambda one: one.count_id):
        QuotaCount.objects.filter(id=use.count_id).update(taken=F("taken") - use.units)
    uses.delete()
