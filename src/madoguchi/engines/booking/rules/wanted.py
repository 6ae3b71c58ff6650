# SPDX-License-Identifier: Apache-2.0
"""What does somebody want to book?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

Channel = Literal["web", "api", "desk", "phone", "lottery", "waiting", "city"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A wish to book.

    ``person_ref`` is empty for the actor; staff who book for a caller without account leave it
    empty too. ``contact`` (name, telephone) rests encrypted. ``straight`` confirms at once instead
    of holding. ``waived`` lets staff who manage the offer pass window, caps and eligibility.
    ``idempotency_key``: the same key of the same person gives the same booking again.
    """

    offer: str
    starts_at: datetime
    ends_at: datetime
    space: str = ""
    people: int = 1
    purpose: str = ""
    extras: tuple[tuple[str, int], ...] = ()
    person_ref: str = ""
    group_id: UUID | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: Channel = "web"
    straight: bool = False
    waived: bool = False
    idempotency_key: str | None = None
