# SPDX-License-Identifier: Apache-2.0
"""How are leaves claimed and freed, bitmap included? Always under the lock of the leaves."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from madoguchi.engines.booking.models import Claim, LeafMonth
from madoguchi.engines.booking.rules.times import months_between, ones
from madoguchi.kernel.ids import new_id

Span = tuple[UUID, datetime, datetime]


def find_in_the_way(
    leaves: Sequence[UUID], starts_at: datetime, ends_at: datetime
) -> list[tuple[UUID | None, datetime | None]]:
    """Live claims that overlap a time: the booking they belong to, and when its hold expires."""
    return list(
        Claim.objects.filter(
            leaf_id__in=leaves, live=True, ends_at__gt=starts_at, starts_at__lt=ends_at
        ).values_list("reservation_id", "expires_at")
    )


def claim_leaves(
    leaves: Sequence[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    reservation_id: UUID | None = None,
    closure_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Claim every leaf for the time; the database refuses where another claim is live."""
    Claim.objects.bulk_create(
        Claim(
            id=new_id(),
            leaf_id=leaf,
            reservation_id=reservation_id,
            closure_id=closure_id,
            starts_at=starts_at,
            ends_at=ends_at,
            expires_at=expires_at,
        )
        for leaf in leaves
    )
    mark([(leaf, starts_at, ends_at) for leaf in leaves], taken=True)


def free_claims(claims: Iterable[Claim]) -> None:
    """End live claims; their leaves must be locked."""
    ended = list(claims)
    Claim.objects.filter(id__in=[claim.id for claim in ended]).update(live=False, expires_at=None)
    mark([(claim.leaf_id, claim.starts_at, claim.ends_at) for claim in ended], taken=False)


def mark(spans: Sequence[Span], *, taken: bool) -> None:
    """Set or clear the cells of the bitmaps."""
    changes: dict[tuple[UUID, int], int] = {}
    for leaf, starts_at, ends_at in spans:
        for month, first, count in months_between(starts_at, ends_at):
            place = (leaf, month)
            changes[place] = changes.get(place, 0) | ones(first, count)
    if not changes:
        return
    known = {
        (row.leaf_id, row.month): row
        for row in LeafMonth.objects.filter(
            leaf_id__in={leaf for leaf, _ in changes}, month__in={month for _, month in changes}
        )
    }
    rows = []
    for (leaf, month), cells in sorted(changes.items()):
        before = known.get((leaf, month))
        bits = int.from_bytes(before.bits, "little") if before else 0
        after = bits | cells if taken else bits & ~cells
        rows.append((leaf, month, after.to_bytes((after.bit_length() + 7) // 8, "little")))
    _write(rows)


def _write(rows: Sequence[tuple[UUID, int, bytes]]) -> None:
    """One statement for all rows: the ORM's upsert would cost several times as much."""
    field = LeafMonth._meta.get_field("leaf")
    values = [
        part
        for leaf, month, bits in rows
        for part in (field.get_db_prep_save(leaf, connection), month, bits)
    ]
    places = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO booking_leafmonth (leaf_id, month, bits) VALUES {places}"  # noqa: S608
            " ON CONFLICT (leaf_id, month) DO UPDATE SET bits = excluded.bits",
            values,
        )
