# SPDX-License-Identifier: Apache-2.0
"""From when could real dates be booked, by whom, and who would be of the right age on them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.offer import Eligibility, OfferRules
from madoguchi.engines.booking.rules.people import GENERAL, months_old
from madoguchi.engines.booking.rules.slots import opens_at, window_for

OLDEST_YEARS = 130


@dataclass(frozen=True, slots=True)
class WindowExample:
    """When a day opens and closes for a class, before and after; ``closes_*`` of its first slot."""

    on: date
    user_class: str
    opens_before: datetime
    opens_after: datetime
    closes_before: datetime
    closes_after: datetime


@dataclass(frozen=True, slots=True)
class AgeExample:
    """Who could come on a day by age: born from … until, None for no bound."""

    on: date
    before: tuple[date | None, date | None]
    after: tuple[date | None, date | None]


def window_examples(
    old: OfferRules, new: OfferRules, slots: Sequence[tuple[date, datetime]]
) -> list[WindowExample]:
    """For each day with its first slot, and each class with a window of its own."""
    named = {one for rules in (old, new) for line in rules.priority for one in line.user_classes}
    return [
        WindowExample(
            day,
            user_class,
            opens_at(window_for(old, user_class), day),
            opens_at(window_for(new, user_class), day),
            starts_at - timedelta(minutes=window_for(old, user_class).closes_minutes_before),
            starts_at - timedelta(minutes=window_for(new, user_class).closes_minutes_before),
        )
        for day, starts_at in slots
        for user_class in (GENERAL, *sorted(named - {GENERAL}))
    ]


def age_examples(old: OfferRules, new: OfferRules, days: Sequence[date]) -> list[AgeExample]:
    """For each day who has the age; nothing where no age decides."""
    if not (old.eligible.asks_birth or new.eligible.asks_birth):
        return []
    return [AgeExample(day, births_on(old.eligible, day), births_on(new.eligible, day))
            for day in days]  # fmt: skip


def births_on(eligible: Eligibility, day: date) -> tuple[date | None, date | None]:
    """The first and the last date of birth that the conditions on age let in on a day."""
    least = max((eligible.age_from or 0) * 12, eligible.months_from or 0)
    bounds = [
        (eligible.age_until + 1) * 12 - 1 if eligible.age_until is not None else None,
        eligible.months_until,
    ]
    most = min((one for one in bounds if one is not None), default=None)
    last = _last_birth(day, least) if least else None
    if most is None:
        return None, last
    return _last_birth(day, most + 1) + timedelta(days=1), last or day


def _last_birth(day: date, months: int) -> date:
    """The last date of birth that makes so many whole months on a day; by halving, so exact."""
    low, high = day.toordinal() - 366 * OLDEST_YEARS, day.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        if months_old(date.fromordinal(middle), day) >= months:
            low = middle
        else:
            high = middle - 1
    return date.fromordinal(low)
