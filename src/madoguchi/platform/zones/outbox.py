# SPDX-License-Identifier: Apache-2.0
"""What waits for another zone, and what becomes of it once it was taken?"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from madoguchi.kernel.facts import announce
from madoguchi.kernel.faults import fault_point
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.storing import forget
from madoguchi.platform.zones.events import AckOutcome, ParcelAcked
from madoguchi.platform.zones.models import OutgoingParcel
from madoguchi.platform.zones.packing import Parcel
from madoguchi.platform.zones.sending import owner_of

PAGE_SIZE = 200
PAGE_BYTES = 8 * 1024 * 1024
ASKED_AGAIN_KEPT = timedelta(days=30)
"""How long the sealed body of a parcel rests that the other zone could not use."""
UNSETTLED_KEPT = timedelta(days=30)
"""How long it rests at most after it was taken, where no backup of the other zone is reported."""
SETTLING_ZONES = frozenset({"office", "core"})
"""The zones that call outwards, and so can report what is in their backups."""
_BATCH = 1000
log = logging.getLogger("madoguchi.zones")


@dataclass(frozen=True, slots=True)
class Page:
    """Waiting parcels in the order of sending; ``last`` is where the next page begins."""

    parcels: tuple[tuple[int, Parcel], ...]
    more: bool

    @property
    def last(self) -> int:
        """The sequence of the last parcel."""
        return self.parcels[-1][0] if self.parcels else 0


def list_waiting(to_zone: str, *, after: int = 0, limit: int = PAGE_SIZE) -> Page:
    """The next waiting parcels, at most 200 and about 8 MiB."""
    limit = min(limit, PAGE_SIZE)
    rows = OutgoingParcel.objects.filter(
        to_zone=to_zone, acked_at__isnull=True, sequence__gt=after
    ).order_by("sequence")[: limit + 1]
    parcels: list[tuple[int, Parcel]] = []
    total = 0
    for row in rows.iterator(chunk_size=50):
        if parcels and (total >= PAGE_BYTES or len(parcels) >= limit):
            return Page(tuple(parcels), more=True)
        sealed = bytes(row.sealed or b"")
        parcels.append((row.sequence, Parcel(row.header, sealed, bytes(row.signature))))
        total += len(sealed)
    return Page(tuple(parcels), more=False)


def is_file_for(file_id: UUID, to_zone: str) -> bool:
    """Whether a file belongs to a parcel that waits for a zone."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None or not row.owner.startswith("zones:"):
        return False
    parcel_id = row.owner.removeprefix("zones:")
    return OutgoingParcel.objects.filter(
        id=parcel_id, to_zone=to_zone, acked_at__isnull=True
    ).exists()


def acknowledge(acks: Mapping[UUID, AckOutcome], *, to_zone: str, at: datetime) -> int:
    """Note that another zone has taken parcels. Handled ones lose body and files, for an inner
    zone once they are in its backup; the others keep them for 30 days. Idempotent. Returns how
    many were new."""
    fault_point("ack.before_store")
    with transaction.atomic():
        waiting = list(
            OutgoingParcel.objects.select_for_update()
            .filter(id__in=list(acks), to_zone=to_zone, acked_at__isnull=True)
            .only("id", "kind", "ref")
        )
        by_outcome: dict[AckOutcome, list[UUID]] = {"handled": [], "asked_again": []}
        for row in waiting:
            by_outcome[acks[row.id]].append(row.id)
        for outcome, ids in by_outcome.items():
            OutgoingParcel.objects.filter(id__in=ids).update(acked_at=at, outcome=outcome)
        if to_zone not in SETTLING_ZONES:
            _bury(by_outcome["handled"])
        for row in waiting:
            announce(ParcelAcked(row.id, row.kind, row.ref, to_zone, acks[row.id], at))
    fault_point("ack.after_store")
    return len(waiting)


def settle(ids: Iterable[UUID], *, to_zone: str) -> int:
    """An inner zone has these parcels in a backup: body and files go. Idempotent."""
    with transaction.atomic():
        kept = OutgoingParcel.objects.select_for_update().filter(
            id__in=list(ids), to_zone=to_zone, outcome="handled", sealed__isnull=False
        )
        found = list(kept.values_list("id", flat=True))
        _bury(found)
    return len(found)


def recall(*, to_zone: str) -> int:
    """Offer again what an inner zone has taken but has in no backup: it was restored to an older
    state. What it still knows it recognises. Returns how many wait again."""
    with transaction.atomic():
        return OutgoingParcel.objects.filter(
            to_zone=to_zone, acked_at__isnull=False, sealed__isnull=False
        ).update(acked_at=None, outcome="")


def discard_unsettled(*, at: datetime, kept: timedelta = UNSETTLED_KEPT) -> int:
    """Remove bodies that were taken long ago and of which no backup was ever reported."""
    with transaction.atomic():
        old = OutgoingParcel.objects.filter(
            outcome="handled", sealed__isnull=False, acked_at__lte=at - kept
        )
        ids = list(old.values_list("id", flat=True)[:_BATCH])
        _bury(ids)
    if ids:
        log.warning("%s parcels were never reported as backed up; their copies are gone", len(ids))
    return len(ids)


def discard_asked_again(*, at: datetime, kept: timedelta = ASKED_AGAIN_KEPT) -> int:
    """Remove the bodies of unusable parcels whose time is over; returns how many."""
    with transaction.atomic():
        old = OutgoingParcel.objects.filter(
            outcome="asked_again", sealed__isnull=False, acked_at__lte=at - kept
        )
        ids = list(old.values_list("id", flat=True)[:_BATCH])
        _forget_files(ids)
        return OutgoingParcel.objects.filter(id__in=ids).update(sealed=None)


def _bury(ids: list[UUID]) -> None:
    _forget_files(ids)
    OutgoingParcel.objects.filter(id__in=ids).update(sealed=None)


def _forget_files(ids: list[UUID]) -> None:
    owners = [owner_of(parcel_id) for parcel_id in ids]
    forget(StoredFile.objects.filter(owner__in=owners).values_list("id", flat=True))
