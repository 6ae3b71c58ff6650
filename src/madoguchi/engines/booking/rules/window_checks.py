# SPDX-License-Identifier: Apache-2.0
"""Is there a moment at which a day can be booked, or does its window close before it opens?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.offer import FreeTimes, Grid, OfferRules, Sessions, Window
from madoguchi.engines.booking.rules.rule_fault import RuleFault, fault
from madoguchi.engines.booking.rules.slots import opens_at, session_span
from madoguchi.engines.booking.rules.times import DAY_MINUTES, clock_of, day_and_minute, instant_of

A_YEAR = tuple(date(2028, 1, 1) + timedelta(days=n) for n in range(366))
"""The days of a leap year: windows by months repeat themselves every year."""


def windows_shut(rules: OfferRules) -> Iterator[RuleFault]:
    """Windows in which nobody can ever book, or not the times of some days or parts of a day."""
    named = [("window", rules.window)]
    named += [(f"priority[{n}].window", one.window) for n, one in enumerate(rules.priority)]
    for path, window in named:
        yield from _window(path, window, rules)


def _window(path: str, window: Window, rules: OfferRules) -> Iterator[RuleFault]:
    if isinstance(rules.times, Sessions):
        begins, _ = session_span(rules.times)
        if not _opens_before(window, begins):
            yield _never(path)
        return
    last = _last_start(rules.times)
    shut = [day for day in _days(window) if not _opens_before(window, instant_of(day, last))]
    if len(shut) == len(_days(window)):
        yield _never(path)
    elif shut:
        yield fault(
            path,
            f"{shut[0].day}日のように、受付が始まる前に締め切る日があります。始まりを早くするか、"
            "締切を遅くしてください。",
            f"Days such as day {shut[0].day} of a month close before they open. Open earlier, or "
            "close later.",
        )
    elif isinstance(rules.times, Grid):
        yield from _parts(path, window, rules.times)


def _parts(path: str, window: Window, times: Grid) -> Iterator[RuleFault]:
    """Parts of the day that have begun, or are closed, when the window opens."""
    for part in times.parts:
        days = _days(window)
        if not any(_opens_before(window, instant_of(day, part.starts)) for day in days):
            yield fault(
                path,
                f"{clock_of(part.starts)}からの枠は、受付が始まる前に締め切るため、"
                "だれも予約できません。",
                f"Nobody can book the slot from {clock_of(part.starts)}: it closes before it opens.",
            )


def _days(window: Window) -> tuple[date, ...]:
    """The days that differ: all of a year where months count, else any one."""
    return A_YEAR if window.months_before is not None else A_YEAR[:1]


def _opens_before(window: Window, starts_at: datetime) -> bool:
    """Whether the window of a time opens before it closes."""
    day, _ = day_and_minute(starts_at)
    closes = starts_at - timedelta(minutes=window.closes_minutes_before)
    return opens_at(window, day) < closes


def _last_start(times: Grid | FreeTimes) -> int:
    """The latest minute of a day at which a slot can begin."""
    if isinstance(times, FreeTimes):
        return DAY_MINUTES - times.shortest
    if times.parts:
        return max(part.starts for part in times.parts)
    return DAY_MINUTES - (times.minutes or 0)


def _never(path: str) -> RuleFault:
    return fault(
        path,
        "受付が始まる前に締め切るため、だれも予約できません。始まりを早くするか、締切を遅くしてください。",
        "Nobody can ever book: it closes before it opens. Open earlier, or close later.",
    )
