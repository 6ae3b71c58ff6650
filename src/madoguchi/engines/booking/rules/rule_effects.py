# SPDX-License-Identifier: Apache-2.0
"""What would other rules change: slots of a day, bookings that stand, fees of each class?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from madoguchi.engines.booking.rules.fees import Due, Use, calculate_fee
from madoguchi.engines.booking.rules.offer import OfferRules, Sessions, lines_of
from madoguchi.engines.booking.rules.own_hours import open_on
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.refusals import BookingRefusal, TooManyPeople
from madoguchi.engines.booking.rules.slots import claim_time, session_span, slots_on
from madoguchi.engines.booking.rules.times import DAY_MINUTES, day_and_minute, instant_of
from madoguchi.kernel.refusal import Refusal

ALL_DAY = ((0, DAY_MINUTES),)
Times = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DayChange:
    """The slots of one day under the old and the new rules."""

    on: date
    stay: Times
    appear: Times
    vanish: Times


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking that stands, as far as rules may speak of it."""

    number: str
    space: str
    starts_at: datetime
    ends_at: datetime
    people: int
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class FeeExample:
    """What one class pays for one slot before and after."""

    user_class: str
    space: str
    starts_at: datetime
    ends_at: datetime
    before: Due | None
    after: Due | None


def slots_of(rules: OfferRules, day: date, place: Times | None) -> Times:
    """The bookable times of a day; those of a course are its sessions of that day."""
    if isinstance(rules.times, Sessions):
        found = []
        for one in rules.times.sessions:
            (on, starts), (_, ends) = day_and_minute(one.starts_at), day_and_minute(one.ends_at)
            if on == day:
                found.append((starts, ends or DAY_MINUTES))
        return tuple(sorted(found))
    times = open_on(rules, day, place)
    return tuple(slots_on(rules.times, ALL_DAY if times is None else times))


def compare_day(
    old: OfferRules | None, new: OfferRules, day: date, before: Times | None, after: Times | None
) -> DayChange:
    """Which slots of a day stay, appear and vanish; ``before`` and ``after``: hours of the place."""
    had = set(slots_of(old, day, before)) if old is not None else set()
    has = set(slots_of(new, day, after))
    return DayChange(
        day, tuple(sorted(had & has)), tuple(sorted(has - had)), tuple(sorted(had - has))
    )


def why_unfit(rules: OfferRules, one: Standing, place: Times | None) -> Refusal | None:
    """Why a booking could not be made as it stands under these rules; None: it could."""
    day, _ = day_and_minute(one.starts_at)
    try:
        claim_time(rules, one.starts_at, one.ends_at, open_on(rules, day, place))
        if one.people > rules.people_most:
            raise TooManyPeople(most=rules.people_most)
    except BookingRefusal as refusal:
        return refusal
    return None


def too_near(rules: OfferRules, standing: Sequence[Standing]) -> list[tuple[str, str]]:
    """Bookings of one place that follow one another more closely than the buffers allow."""
    gap = timedelta(minutes=rules.buffer_before + rules.buffer_after)
    found = []
    ordered = sorted(standing, key=lambda one: (one.space, one.starts_at))
    for first, second in pairwise(ordered):
        if first.space and first.space == second.space and second.starts_at < first.ends_at + gap:
            found.append((first.number, second.number))
    return found


def classes_of(rules: OfferRules) -> list[str]:
    """The classes that pay or reduce differently, the general one first."""
    named: set[str] = set()
    for line in lines_of(rules):
        named |= line.user_classes
    return [GENERAL, *sorted(named - {GENERAL})]


def fee_examples(
    old: OfferRules | None,
    new: OfferRules,
    slots: Sequence[tuple[str, datetime, datetime]],
    people: int = 1,
) -> Iterator[FeeExample]:
    """The fee of each class for the slots (place, from, to) under both rules."""
    classes = sorted({*classes_of(new), *(classes_of(old) if old else ())}, key=_general_first)
    for space, starts_at, ends_at in slots:
        for user_class in classes:
            use = Use(space, user_class, "", starts_at, ends_at, 1, people)
            before = calculate_fee(old, use) if old is not None else None
            yield FeeExample(user_class, space, starts_at, ends_at, before, calculate_fee(new, use))


def _general_first(key: str) -> tuple[bool, str]:
    return key != GENERAL, key


def instants(day: date, slot: tuple[int, int]) -> tuple[datetime, datetime]:
    """A slot of a day as instants."""
    return instant_of(day, slot[0]), instant_of(day, slot[1])


def first_session(rules: OfferRules) -> tuple[datetime, datetime] | None:
    """The span of a course; None for what is no course."""
    return session_span(rules.times) if isinstance(rules.times, Sessions) else None
