# SPDX-License-Identifier: Apache-2.0
"""What does somebody want to book?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Channel = Literal["web", "api", "desk", "phone", "lottery", "waiting", "city"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A wish to book.

    ``person_ref`` is empty for the actor; staff who book for a caller without account leave it
    empty too. ``contact`` (name, telephone) rests encrypted. ``straight`` confirms at once instead
    of holding. ``ages_known``: the ages were checked when the wish was made. ``waived`` lets staff who manage the offer pass window, caps and eligibility.
    ``births``: of the children where the offer is for children of an age (健診), one for each of
    ``people``. ``idempotency_key``: the same key of the same person gives the same booking again.
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
    births: tuple[date, ...] = ()
    ages_known: bool = False
    channel: Channel = "web"
    straight: bool = False
    waived: bool = False
    idempotency_key: str | None = None
