# SPDX-License-Identifier: Apache-2.0
"""What happened to our parcels? Facts for the engines."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

AckOutcome = Literal["handled", "asked_again"]


@dataclass(frozen=True, slots=True)
class ParcelAcked:
    """The other zone has taken a parcel of ours (小包が受け取られた)."""

    key: ClassVar[str] = "zones.parcel.acked"

    parcel_id: UUID
    kind: str
    ref: str
    to_zone: str
    outcome: AckOutcome
    at: datetime
