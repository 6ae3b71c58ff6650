# SPDX-License-Identifier: Apache-2.0
"""Which times does an offer give on a day, does a wanted time fit, and may it be booked yet?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.hours import is_open
from madoguchi.engines.booking.rules.offer import FreeTimes, Grid, OfferRules, Sessions, Window
from madoguchi.engines.booking.rules.refusals import NotASlot, OutsideHours, PastTime, TooEarly
from madoguchi.engines.booking.rules.times import (
    DAY_MINUTES,
    clock_of,
    day_and_minute,
    instant_of,
    last_day_and_minute,
)

Times = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A wanted time and what it blocks, buffers included."""

    starts_at: datetime
    ends_at: datetime
    blocks_from: datetime
    blocks_until: datetime
    slots: int


def slots_on(times: Grid | FreeTimes, hours: Times) -> Iterator[tuple[int, int]]:
    """The (shortest) bookable times of a day in minutes, given the opening times."""
    if isinstance(times, Grid) and times.parts:
        for part in times.parts:
            if is_open(hours, part.starts, part.ends):
                yield part.starts, part.ends
        return
    step, length = _steps(times)
    for opens, closes in _joined(hours):
        start = opens if isinstance(times, Grid) else -(-opens // step) * step
        while start + length <= closes:
            yield start, start + length
            start += step


def _steps(times: Grid | FreeTimes) -> tuple[int, int]:
    if isinstance(times, FreeTimes):
        return times.step, times.shortest
    return times.minutes or 0, times.minutes or 0


def _joined(hours: Times) -> list[tuple[int, int]]:
    """Opening times with those that touch made one."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted(hours):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return found


def claim_time(
    rules: OfferRules, starts_at: datetime, ends_at: datetime, hours: Times | None
) -> Claimed:
    """Check a wanted time against the slots; ``hours`` is None where no place has hours.

    Raises:
        NotASlot: it does not fit the slots of the offer.
        OutsideHours: the place is closed for a part of it.
    """
    if isinstance(rules.times, Sessions):
        count = _check_sessions(rules.times, starts_at, ends_at)
    else:
        count = _check_day(rules.times, starts_at, ends_at, hours)
    return blocked(rules, starts_at, ends_at, count)


def blocked(rules: OfferRules, starts_at: datetime, ends_at: datetime, slots: int) -> Claimed:
    """A time with its buffers, unchecked."""
    return Claimed(
        starts_at,
        ends_at,
        starts_at - timedelta(minutes=rules.buffer_before),
        ends_at + timedelta(minutes=rules.buffer_after),
        slots,
    )


def session_span(times: Sessions) -> tuple[datetime, datetime]:
    """From the beginning of the first session to the end of the last."""
    return (
        min(one.starts_at for one in times.sessions),
        max(one.ends_at for one in times.sessions),
    )


def _check_sessions(times: Sessions, starts_at: datetime, ends_at: datetime) -> int:
    if (starts_at, ends_at) != session_span(times):
        raise NotASlot
    return len(times.sessions)


def _check_day(
    times: Grid | FreeTimes, starts_at: datetime, ends_at: datetime, hours: Times | None
) -> int:
    day, starts = day_and_minute(starts_at)
    last, ends = last_day_and_minute(ends_at)
    exact = instant_of(day, starts) == starts_at and instant_of(last, ends) == ends_at
    if not exact or ends_at <= starts_at or last != day:
        raise NotASlot
    known = ((0, DAY_MINUTES),) if hours is None else hours
    if not is_open(known, starts, ends):
        raise OutsideHours
    if isinstance(times, FreeTimes):
        length = ends - starts
        on_step = not starts % times.step and not length % times.step
        if not on_step or not times.shortest <= length <= times.longest:
            raise NotASlot
        return length // times.step
    return _count_in_a_row(times, starts, ends, known)


def _count_in_a_row(times: Grid, starts: int, ends: int, hours: Times) -> int:
    """How many slots of the grid the time is; several must follow one another."""
    inside = [one for one in slots_on(times, hours) if starts <= one[0] and one[1] <= ends]
    fits = inside and inside[0][0] == starts and inside[-1][1] == ends
    if not fits or len(inside) > times.most_in_a_row:
        raise NotASlot
    return len(inside)


def opens_at(window: Window, day: date) -> datetime:
    """The instant from which a day can be booked."""
    if window.months_before is None:
        return instant_of(day - timedelta(days=window.days_before or 0), window.opens)
    months = day.year * 12 + day.month - 1 - window.months_before
    return instant_of(date(months // 12, months % 12 + 1, window.on_day), window.opens)


def window_for(rules: OfferRules, user_class: str) -> Window:
    """The window of a class of users: a priority period where there is one."""
    for priority in rules.priority:
        if user_class in priority.user_classes:
            return priority.window
    return rules.window


def check_window(rules: OfferRules, user_class: str, starts_at: datetime, *, at: datetime) -> None:
    """Whether the time can be booked at this instant.

    Raises:
        PastTime: it has begun, or is nearer than the offer allows.
        TooEarly: booking has not begun for this class of users.
    """
    window = window_for(rules, user_class)
    if at >= starts_at - timedelta(minutes=window.closes_minutes_before):
        raise PastTime
    day, _ = day_and_minute(starts_at)
    opens = opens_at(window, day)
    if at < opens:
        on, minute = day_and_minute(opens)
        raise TooEarly(opens=f"{on.year}年{on.month}月{on.day}日 {clock_of(minute)}")
