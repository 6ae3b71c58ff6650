# SPDX-License-Identifier: Apache-2.0
"""What do people wait for?"""

from datetime import datetime

from madoguchi.engines.booking.models import Offer, WaitingEntry


def list_waited_for(*, at: datetime) -> list[str]:
    """The offers that people wait for, of times that are still to come."""
    rows = WaitingEntry.objects.filter(state="waiting", starts_at__gt=at)
    return sorted(set(rows.values_list("offer__key", flat=True)))


def count_waiting(offer: Offer, *, place: str, starts_at: datetime, ends_at: datetime) -> int:
    """How many wait for a time already."""
    return WaitingEntry.objects.filter(
        offer=offer, place=place, starts_at=starts_at, ends_at=ends_at, state="waiting"
    ).count()
