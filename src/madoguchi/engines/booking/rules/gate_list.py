# SPDX-License-Identifier: Apache-2.0
"""What does the list hold that a gate without a line works from? (入口の一覧)

A JSON object: ``format``, ``list`` (its id), ``place``, ``day``, ``made_at``, ``keys`` (Ed25519 public
keys in hex that sign tickets), ``entries`` (``id``, ``number``, ``place``, ``starts_at``, ``ends_at``,
``people``, ``state``), and ``signature`` in hex over ``b"madoguchi/booking/gate-list\\0"`` and the object
without it as canonical JSON (keys sorted, no spaces, UTF-8). Nobody's name is in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.booking.rules.desk_refusals import GateFileUnreadable

CONTEXT = "booking/gate-list"
FORMAT = "madoguchi-gate-list/1"
LOG_FORMAT = "madoguchi-gate-log/1"
MOST_ENTRIES = 5000


def canonical(values: Mapping[str, Any]) -> bytes:
    """The one way of writing that is signed."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Came:
    """One line of a gate's log."""

    reservation_id: UUID
    came_at: datetime


def read_log(written: bytes) -> tuple[UUID, list[Came]]:
    """The list that a gate worked from and who came, as the gate wrote it down.

    Raises:
        GateFileUnreadable: it is no log of a gate.
    """
    try:
        found = json.loads(written)
        if found["format"] != LOG_FORMAT or len(found["entries"]) > MOST_ENTRIES:
            raise GateFileUnreadable
        came = [Came(UUID(one["id"]), _instant(one["came_at"])) for one in found["entries"]]
        return UUID(found["list"]), came
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GateFileUnreadable from None


def _instant(written: str) -> datetime:
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise GateFileUnreadable
    return found
