# SPDX-License-Identifier: Apache-2.0
"""How do days and clocks of Japan become instants, and instants cells of a bitmap?

A cell is five minutes. Japan keeps UTC+9 without summer time, so a day always has 288 cells and
an instant follows from a day and its minute by arithmetic alone.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.refusals import TimeUnreadable
from madoguchi.kernel.wall_clock import DAY_MINUTES as DAY_MINUTES
from madoguchi.kernel.wall_clock import day_and_minute as day_and_minute
from madoguchi.kernel.wall_clock import find_minute
from madoguchi.kernel.wall_clock import instant_of as instant_of

CELL_MINUTES = 5
DAY_CELLS = DAY_MINUTES // CELL_MINUTES
DAY_BYTES = DAY_CELLS // 8


def minute_of(written: str) -> int:
    """The minute of the day that a clock such as ``"9:30"`` shows; ``"24:00"`` is 1440.

    Raises:
        TimeUnreadable: no clock of a day, or not a multiple of five minutes.
    """
    found = find_minute(written)
    if found is None or found % CELL_MINUTES:
        raise TimeUnreadable(written=written.strip()[:12])
    return found


def clock_of(minute: int) -> str:
    """``"09:30"``, and ``"24:00"`` for the end of a day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def last_day_and_minute(ends_at: datetime) -> tuple[date, int]:
    """The same for an end: midnight counts as 24:00 of the day before."""
    day, minute = day_and_minute(ends_at)
    return (day - timedelta(days=1), DAY_MINUTES) if minute == 0 else (day, minute)


def cells_between(origin: datetime, starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
    """First cell and number of cells that a time touches, counted from an origin."""
    cell = CELL_MINUTES * 60
    first = int((starts_at - origin).total_seconds()) // cell
    last = -(-int((ends_at - origin).total_seconds()) // cell)
    return first, last - first


def ones(first: int, count: int) -> int:
    """A bitmap with ``count`` ones from bit ``first``."""
    return ((1 << count) - 1) << first


def runs(bits: int, length: int) -> int:
    """The bits from which ``length`` ones follow one another; doubling, so few operations."""
    have = 1
    while have < length:
        step = min(have, length - have)
        bits &= bits >> step
        have += step
    return bits


def month_of(day: date) -> int:
    """A month as a number: 202611."""
    return day.year * 100 + day.month


def first_of(month: int) -> date:
    """The first day of a month given as a number."""
    return date(month // 100, month % 100, 1)


def next_month(month: int) -> int:
    """The month after."""
    return month + 1 if month % 100 < 12 else month + 89


def months_between(starts_at: datetime, ends_at: datetime) -> Iterator[tuple[int, int, int]]:
    """Month, first cell in it and number of cells, for every month that a time touches."""
    first, _ = day_and_minute(starts_at)
    last, _ = last_day_and_minute(ends_at)
    month = month_of(first)
    while month <= month_of(last):
        origin = instant_of(first_of(month), 0)
        until = instant_of(first_of(next_month(month)), 0)
        cell, count = cells_between(origin, max(starts_at, origin), min(ends_at, until))
        yield month, cell, count
        month = next_month(month)


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
