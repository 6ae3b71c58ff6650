# SPDX-License-Identifier: Apache-2.0
"""In which order are things locked? Booking, people, leaves, counts; each kind sorted.

All commands keep this order, so none waits for another in a ring. SQLite has one writer at a time
and needs no locks.
"""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from django.db import connection

from madoguchi.engines.booking.models import Reservation, Space, SpaceLeaf
from madoguchi.engines.booking.rules.refusals import ReservationUnknown


def lock_reservation(reservation_id: UUID) -> Reservation:
    """The booking, held until the end of the transaction.

    Raises:
        ReservationUnknown: there is none.
    """
    found = (
        Reservation.objects.select_for_update(of=("self",))
        .select_related("offer", "space", "group")
        .filter(id=reservation_id)
        .first()
    )
    if found is None:
        raise ReservationUnknown
    return found


def lock_parties(refs: Iterable[str]) -> None:
    """Let nobody else count the bookings of these people and groups meanwhile."""
    if connection.vendor != "postgresql":
        return
    keys = sorted(
        int.from_bytes(sha256(f"booking:{ref}".encode()).digest()[:8], "big", signed=True)
        for ref in set(refs)
    )
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def lock_leaves(space_ids: Iterable[UUID]) -> list[UUID]:
    """The leaves under the spaces, locked, so that their claims change one after another."""
    wanted = set(space_ids)
    if not wanted:
        return []
    rows = SpaceLeaf.objects.filter(space_id__in=wanted).values_list("leaf_id", flat=True)
    leaves = sorted(set(rows))
    return lock_these_leaves(leaves)


def lock_these_leaves(leaf_ids: Iterable[UUID]) -> list[UUID]:
    """The same for leaves that are known."""
    leaves = sorted(set(leaf_ids))
    if leaves and connection.vendor == "postgresql":
        locked = (
            Space.objects.select_for_update(no_key=True)
            .filter(id__in=leaves, is_leaf=True)
            .order_by("id")
            .values_list("id", flat=True)
        )
        return list(locked)
    return leaves
