# SPDX-License-Identifier: Apache-2.0
"""Which slots are free over many days? Whole months at a time, as bitmaps of five-minute cells.

A bitmap of days has one empty day before the first and after the last, so that buffers may reach
over the edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.hours import Hours, HoursException, hours_on
from madoguchi.engines.booking.rules.offer import FreeTimes, Grid, OfferRules
from madoguchi.engines.booking.rules.own_hours import open_on
from madoguchi.engines.booking.rules.slots import opens_at, slots_on, window_for
from madoguchi.engines.booking.rules.times import (
    CELL_MINUTES,
    DAY_BYTES,
    DAY_CELLS,
    DAY_MINUTES,
    days_between,
    instant_of,
    runs,
)

ALL_DAY = ((0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days."""

    first: date
    last: date

    @property
    def origin(self) -> datetime:
        """The instant of bit 0: midnight one day before the first."""
        return instant_of(self.first - timedelta(days=1), 0)

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def cells(self) -> int:
        """How many bits, the empty days included."""
        return (self.count + 2) * DAY_CELLS

    def listed(self) -> list[date]:
        """Every day."""
        return days_between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where slots of one length begin, by the opening hours alone."""

    length: int
    starts: int
    totals: tuple[int, ...]


def patterns_of(
    times: Grid | FreeTimes,
    days: Days,
    lines: tuple[Sequence[Hours], Sequence[HoursException]] | None,
    own: OfferRules | None = None,
) -> tuple[Pattern, ...]:
    """The slots of every day, one pattern for each length of slot; ``own``: rules with hours."""
    known: dict[tuple[tuple[int, int], ...], dict[int, bytes]] = {}
    listed: list[dict[int, bytes]] = []
    for day in days.listed():
        hours = ALL_DAY if lines is None else hours_on(day, *lines)
        if own is not None:
            hours = open_on(own, day, hours) or ()
        if hours not in known:
            known[hours] = _day_pattern(times, hours)
        listed.append(known[hours])
    empty = bytes(DAY_BYTES)
    lengths = sorted({length for found in known.values() for length in found})
    patterns = []
    for length in lengths:
        bits = b"".join(found.get(length, empty) for found in listed)
        starts = int.from_bytes(empty + bits, "little")
        patterns.append(Pattern(length, starts, tuple(per_day(starts, days))))
    return tuple(patterns)


def _day_pattern(times: Grid | FreeTimes, hours: tuple[tuple[int, int], ...]) -> dict[int, bytes]:
    found: dict[int, int] = {}
    for starts, ends in slots_on(times, hours):
        length = (ends - starts) // CELL_MINUTES
        found[length] = found.get(length, 0) | 1 << starts // CELL_MINUTES
    return {length: bits.to_bytes(DAY_BYTES, "little") for length, bits in found.items()}


def bookable_bits(rules: OfferRules, user_class: str, days: Days, *, at: datetime) -> int:
    """The cells at which a booking may begin at this instant: not past, not too early."""
    window = window_for(rules, user_class)
    closes = at + timedelta(minutes=window.closes_minutes_before)
    first = max(int((closes - days.origin).total_seconds()) // (CELL_MINUTES * 60) + 1, 0)
    last = days.cells
    for number, day in enumerate(days.listed(), 1):
        if opens_at(window, day) > at:
            last = number * DAY_CELLS
            break
    return ((1 << last) - 1) & ~((1 << first) - 1) if last > first else 0


def free_starts(patterns: Sequence[Pattern], busy: int, rules: OfferRules, days: Days) -> list[int]:
    """For each pattern the starts at which the slot with its buffers meets nothing."""
    free = ~busy & ((1 << days.cells) - 1)
    before, after = rules.buffer_before // CELL_MINUTES, rules.buffer_after // CELL_MINUTES
    return [one.starts & (runs(free, one.length + before + after) << before) for one in patterns]


class _Counted(dict[bytes, int]):
    """How many bits a day's bytes have; days look alike, so most are counted once."""

    def __missing__(self, day: bytes) -> int:
        number = self[day] = int.from_bytes(day, "little").bit_count()
        return number


def per_day(bits: int, days: Days, known: dict[bytes, int] | None = None) -> list[int]:
    """How many bits each day has; ``known`` is shared by calls that belong together."""
    counted = _Counted() if known is None else known
    whole = bits.to_bytes(days.cells // 8, "little")
    end = DAY_BYTES * (days.count + 1)
    return [counted[whole[place : place + DAY_BYTES]] for place in range(DAY_BYTES, end, DAY_BYTES)]


def new_counts() -> dict[bytes, int]:
    """What ``per_day`` may share."""
    return _Counted()
