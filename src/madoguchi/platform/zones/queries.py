# SPDX-License-Identifier: Apache-2.0
"""How many parcels wait to be fetched, and since when?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from madoguchi.platform.zones.models import OutgoingParcel


@dataclass(frozen=True, slots=True)
class Waiting:
    """Parcels of one kind that no other zone has taken yet."""

    kind: str
    count: int
    oldest_at: datetime


def count_waiting(to_zone: str) -> list[Waiting]:
    """The kinds of parcels that wait for a zone, most first; one query."""
    rows = (
        OutgoingParcel.objects.filter(to_zone=to_zone, acked_at__isnull=True)
        .values("kind")
        .annotate(count=Count("pk"), oldest_at=Min("created_at"))
        .order_by("-count", "kind")
    )
    return [Waiting(row["kind"], row["count"], row["oldest_at"]) for row in rows]
