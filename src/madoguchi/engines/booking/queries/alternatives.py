# SPDX-License-Identifier: Apache-2.0
"""What else is free near a time that somebody did not get?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.models import Offer, Space
from madoguchi.engines.booking.queries.availability import SpaceFree, list_free
from madoguchi.engines.booking.queries.rounds import running_rounds
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.runs import Time, count_slots, similar_times
from madoguchi.engines.booking.rules.times import day_and_minute, last_day_and_minute

BEFORE, AFTER = timedelta(days=3), timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A free time at a place."""

    space: Space | None
    starts_at: datetime
    ends_at: datetime


def find_alternatives(
    offer: Offer,
    *,
    space: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    people: int = 1,
    user_class: str = GENERAL,
    most: int = 6,
) -> list[Alternative]:
    """The nearest free times of the offer: the same time elsewhere first, then near it here."""
    day, _ = day_and_minute(max(starts_at, at))
    today, _ = day_and_minute(at)
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    count = count_slots(
        offer.read_rules(), day_and_minute(starts_at)[1], last_day_and_minute(ends_at)[1]
    )
    rounds = running_rounds([offer])
    places = list_free(
        [offer], first=max(day - BEFORE, today), last=day + AFTER, at=at, user_class=user_class
    )
    found = [
        Alternative(place.space, *time)
        for place in places
        if _holds(place.space, people)
        for one_day in place.days.listed()
        if rounds.on(offer, one_day) is None
        for time in _times(place, one_day, minutes, count, people)
    ]

    def distance(one: Alternative) -> tuple[bool, float, bool]:
        here = (one.space.key if one.space else "") == space
        off = abs((one.starts_at - starts_at).total_seconds())
        return off > 0, off, not here

    return sorted(found, key=distance)[:most]


def _holds(space: Space | None, people: int) -> bool:
    return space is None or space.kind != "place" or space.capacity < 2 or people <= space.capacity


def _times(place: SpaceFree, day: date, minutes: int, count: int, people: int) -> list[Time]:
    return similar_times(
        place.offer.read_rules(),
        place.slots(day),
        lambda slot: (
            slot.is_free and slot.is_bookable and (slot.left is None or slot.left >= people)
        ),
        minutes=minutes,
        count=count,
    )
