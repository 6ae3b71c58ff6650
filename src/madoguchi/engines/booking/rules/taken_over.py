# SPDX-License-Identifier: Apache-2.0
"""What is known of a booking that another system made before?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """A booking of a former system (移行する予約).

    ``person_ref`` is empty for somebody without account; ``user_class`` decides the fee.
    """

    offer: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    space: str = ""
    state: Literal["confirmed", "used", "no_show", "cancelled"] = "confirmed"
    people: int = 1
    purpose: str = ""
    person_ref: str = ""
    group_id: UUID | None = None
    user_class: str = "general"
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: str = "desk"
    is_paid: bool = False
