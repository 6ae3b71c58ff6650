# SPDX-License-Identifier: Apache-2.0
"""Which quotas does an offer count in, and in which period does a time fall?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """A quota as the counting needs it."""

    id: UUID
    capacity: int
    period: str


_known: dict[UUID, tuple[int, tuple[QuotaFacts, ...]]] = {}


def quotas_of(offer: Offer) -> tuple[QuotaFacts, ...]:
    """The quotas of an offer, read once per version and process."""
    known = _known.get(offer.id)
    if known is not None and known[0] == offer.version:
        return known[1]
    rows = sorted(offer.quotas.all(), key=lambda quota: quota.id)
    found = tuple(QuotaFacts(quota.id, quota.capacity, quota.period) for quota in rows)
    if len(_known) > 2000:
        _known.clear()
    _known[offer.id] = (offer.version, found)
    return found


def bucket_of(period: str, starts_at: datetime) -> str:
    """The name of the period that a time falls in; always of the day in Japan."""
    if period == "all":
        return ""
    day, minute = day_and_minute(starts_at)
    if period == "month":
        return f"{day:%Y-%m}"
    return f"{day:%Y-%m-%d}" if period == "day" else f"{day:%Y-%m-%d} {clock_of(minute)}"
