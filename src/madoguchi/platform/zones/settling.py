# SPDX-License-Identifier: Apache-2.0
"""When may the outer zone forget a parcel? Once the inner zone has it in enough backups.

Enough is ``BACKUP_GENERATIONS``: so many of the newest backups can be restored without loss. The copy in the outer zone is what an inner zone that was restored to an older state asks for
again. ``HOME/restored`` says that it was; the first crossing afterwards recalls.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from madoguchi.kernel.faults import fault_point
from madoguchi.platform.crypto.peers import peer_path
from madoguchi.platform.zones.client import ZoneClient
from madoguchi.platform.zones.marks import restored_mark
from madoguchi.platform.zones.models import IncomingParcel
from madoguchi.platform.zones.models.incoming import IncomingState
from madoguchi.platform.zones.outbox import PAGE_SIZE, SETTLING_ZONES

_BATCH = 500


def recall_after_restore(client: ZoneClient) -> int:
    """Ask the outer zone for everything that may be missing here, once after a restore."""
    mark = restored_mark()
    if not mark.exists():
        return 0
    recalled = client.recall()
    fault_point("recall.before_done")
    mark.unlink(missing_ok=True)
    return recalled


def tell_settled(client: ZoneClient, at: datetime) -> int:
    """Tell the outer zone which of its parcels are in enough of our backups, page by page."""
    total = 0
    while ids := list_to_settle(client.to_zone, limit=PAGE_SIZE):
        client.settled(ids)
        fault_point("settle.after_told")
        IncomingParcel.objects.filter(id__in=ids).update(settled_at=at)
        total += len(ids)
    return total


def list_to_settle(from_zone: str, *, limit: int | None = None) -> list[UUID]:
    """Parcels that are in enough backups and of which the sender was not told yet."""
    rows = unsettled().filter(from_zone=from_zone, backups__gte=settings.BACKUP_GENERATIONS)
    rows = rows.order_by("id")
    return list(rows.values_list("id", flat=True)[:limit])


def zones_to_tell() -> set[str]:
    """The zones that have to hear of our backups, or of our restore."""
    if restored_mark().exists():
        return {file.stem for file in peer_path("x").parent.glob("*.json")}
    rows = unsettled().filter(backups__gte=settings.BACKUP_GENERATIONS).order_by()
    return set(rows.values_list("from_zone", flat=True).distinct())


def note_backed_up(ids: Sequence[UUID]) -> int:
    """Remember that one more backup, which is safe by now, holds these parcels."""
    total = 0
    for begin in range(0, len(ids), _BATCH):
        rows = unsettled().filter(id__in=ids[begin : begin + _BATCH])
        total += rows.update(backups=F("backups") + 1)
    return total


def unsettled() -> QuerySet[IncomingParcel]:
    """Parcels that were taken here and that the sender may still have to keep."""
    return IncomingParcel.objects.filter(settled_at__isnull=True).exclude(
        state=IncomingState.FAILED
    )


def reports_backups() -> bool:
    """Whether this zone reports to an outer zone at all."""
    return settings.ZONE in SETTLING_ZONES


def uuids(rows: Iterable[object]) -> list[UUID]:
    """Ids as they come from JSON.

    Raises:
        ValueError: one is none.
    """
    return [UUID(str(row)) for row in rows]
