# SPDX-License-Identifier: Apache-2.0
"""Which times of a certain length are free on which days, place by place?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.availability import Slot, list_free
from madoguchi.engines.booking.rules.people import GENERAL

Times = list[tuple[datetime, datetime]]


def free_times(
    offer: Offer,
    days: Sequence[date],
    length: timedelta,
    *,
    at: datetime,
    user_class: str = GENERAL,
    people: int = 1,
) -> Mapping[date, Mapping[str, Times]]:
    """For each day and place the free times of that length for so many people; as many queries as ``list_free``."""
    found: dict[date, dict[str, Times]] = defaultdict(dict)
    if not days:
        return found
    places = list_free([offer], first=min(days), last=max(days), at=at, user_class=user_class)
    for place in places:
        key = place.space.key if place.space is not None else ""
        for day in days:
            if place.days.first <= day <= place.days.last:
                found[day][key] = whole_times(place.slots(day), length, people)
    return found


def whole_times(slots: Sequence[Slot], length: timedelta, people: int = 1) -> Times:
    """Times of a length that free slots cover without a gap; slots may overlap one another."""
    free = [
        one
        for one in slots
        if one.is_free and one.is_bookable and (one.left is None or one.left >= people)
    ]
    found: Times = []
    for first in free:
        wanted, reached = first.starts_at + length, first.ends_at
        for one in free:
            if first.starts_at < one.starts_at <= reached and one.ends_at <= wanted:
                reached = max(reached, one.ends_at)
        if reached == wanted:
            found.append((first.starts_at, wanted))
    return found
