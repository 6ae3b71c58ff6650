# SPDX-License-Identifier: Apache-2.0
"""What of the profiles has to outlast a restore to an older state? When keeping was ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.procedures.models import EndedKeeping


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody took back something that was kept for later forms."""

    id: UUID
    account: str
    ended_at: datetime


def list_endings() -> Iterator[Ending]:
    """Every one, the oldest first."""
    for row in EndedKeeping.objects.order_by("ended_at", "id").iterator():
        yield Ending(row.id, row.account, row.ended_at)
