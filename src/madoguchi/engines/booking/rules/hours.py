# SPDX-License-Identifier: Apache-2.0
"""When is a place open? Opening hours by weekday, season and holiday, exceptions on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.engines.booking.rules.times import CELL_MINUTES, DAY_BYTES, ones
from madoguchi.kernel.business_days import national_holidays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
HOLIDAY = 1 << 7
EVERY_DAY = 0b1111_1111


@dataclass(frozen=True, slots=True)
class Hours:
    """A line of opening hours.

    ``weekdays`` has bit 0 for Monday … bit 6 for Sunday, bit 7 for national holidays; a holiday
    is looked up under bit 7 only. ``season`` is (MMDD, MMDD), may wrap the year's end; lines of a
    season win over those of all year. Minutes of the day; 1440 is 24:00.
    """

    weekdays: int
    opens: int
    closes: int
    season: tuple[int, int] | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date, *, holiday: bool) -> bool:
        """Whether the line speaks of this day."""
        bit = HOLIDAY if holiday else 1 << day.weekday()
        if not self.weekdays & bit:
            return False
        if self.valid_from and day < self.valid_from:
            return False
        if self.valid_until and day > self.valid_until:
            return False
        return self.season is None or _in_season(day, self.season)


@dataclass(frozen=True, slots=True)
class HoursException:
    """Other hours, or none (``opens == closes``), from one day to another (臨時の開館・休館)."""

    from_on: date
    until_on: date
    opens: int
    closes: int


def _in_season(day: date, season: tuple[int, int]) -> bool:
    first, last = season
    stamp = day.month * 100 + day.day
    return first <= stamp <= last if first <= last else stamp >= first or stamp <= last


def hours_on(
    day: date, lines: Sequence[Hours], exceptions: Sequence[HoursException] = ()
) -> tuple[tuple[int, int], ...]:
    """Opening times of a day as (opens, closes); empty where closed.

    The exception that begins last wins over all lines.
    """
    special = [one for one in exceptions if one.from_on <= day <= one.until_on]
    if special:
        one = max(special, key=lambda found: (found.from_on, -found.until_on.toordinal()))
        return ((one.opens, one.closes),) if one.closes > one.opens else ()
    holiday = day in national_holidays(day.year)
    found = [line for line in lines if line.holds_on(day, holiday=holiday)]
    if any(line.season for line in found):
        found = [line for line in found if line.season]
    return tuple(sorted((line.opens, line.closes) for line in found if line.closes > line.opens))


def meet(
    first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """The times of a day that lie in both."""
    return tuple(
        sorted((max(a, c), min(b, d)) for a, b in first for c, d in second if max(a, c) < min(b, d))
    )


def day_mask(times: Sequence[tuple[int, int]]) -> int:
    """The open cells of a day as a bitmap."""
    mask = 0
    for opens, closes in times:
        first = opens // CELL_MINUTES
        mask |= ones(first, closes // CELL_MINUTES - first)
    return mask


def open_bits(
    days: Sequence[date],
    lines: Sequence[Hours],
    exceptions: Sequence[HoursException],
) -> int:
    """The open cells of many days, one after another, as one bitmap."""
    if not exceptions and not any(one.season or one.valid_from or one.valid_until for one in lines):
        return _by_weekday(days, lines)
    return int.from_bytes(
        b"".join(
            day_mask(hours_on(day, lines, exceptions)).to_bytes(DAY_BYTES, "little") for day in days
        ),
        "little",
    )


def _by_weekday(days: Sequence[date], lines: Sequence[Hours]) -> int:
    """The same where only the weekday decides: eight masks serve every day."""
    masks = [
        day_mask([(one.opens, one.closes) for one in lines if one.weekdays >> bit & 1]).to_bytes(
            DAY_BYTES, "little"
        )
        for bit in range(8)
    ]
    holidays = {year: national_holidays(year) for year in {day.year for day in days}}
    return int.from_bytes(
        b"".join(masks[7 if day in holidays[day.year] else day.weekday()] for day in days),
        "little",
    )


def is_open(times: Sequence[tuple[int, int]], starts: int, ends: int) -> bool:
    """Whether a time of a day lies within the opening times, which may touch one another."""
    reached = starts
    for opens, closes in sorted(times):
        if opens <= reached < closes:
            reached = closes
    return ends <= reached and ends > starts
