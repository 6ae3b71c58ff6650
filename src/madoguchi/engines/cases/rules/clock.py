# SPDX-License-Identifier: Apache-2.0
"""How many open days has the office used, and by when must it decide? (標準処理期間)

行政手続法 第6条 lets the office set a standard time; the day of arrival is not counted
(民法 第140条), nor are the days from the day after a correction was asked (第7条) up to and
including the day on which it arrived.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.texts import TextValue, text

DayKind = Literal["arrival", "counted", "stopped", "closed"]
LONGEST_TERM = 3_660
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock waits: after ``from_on``, up to ``until_on`` (None: still)."""

    from_on: date
    until_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the clock waits on this day."""
        return self.from_on < day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Term:
    """The time that the office has: standard days, extension, stops."""

    received_on: date
    standard_days: int | None
    extended_days: int = 0
    stops: tuple[Stop, ...] = ()

    @property
    def days(self) -> int | None:
        """All open days that the office may use."""
        return None if self.standard_days is None else self.standard_days + self.extended_days

    @property
    def paused_on(self) -> date | None:
        """The day on which the clock was stopped, where it still waits."""
        return next((stop.from_on for stop in self.stops if stop.until_on is None), None)


@dataclass(frozen=True, slots=True)
class ClockDay:
    """One day of the clock, with the reason why it counts or not."""

    day: date
    kind: DayKind
    number: int
    reason: TextValue


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock as it stands on a day."""

    days: int
    used: int
    left: int
    stopped: int
    late: int
    due_on: date
    expected_on: date
    paused_on: date | None


ARRIVAL = text("受付の日(初日は数えません。民法140条)", "day of arrival, not counted")
COUNTED = text("開庁日", "open day")
STOPPED = text("補正を待つ間は数えません(行政手続法7条)", "waiting for the correction")


def calculate_due_on(term: Term, calendar: Calendar) -> date | None:
    """The last day of the term; None where no standard time is set.

    An open stop is left out of the sum: the stored due day of a waiting case is the one that it
    had when it was stopped, and it moves when the clock runs again.
    """
    if term.days is None:
        return None
    ended = tuple(stop for stop in term.stops if stop.until_on is not None)
    return _last_day(term.received_on, term.days, ended, calendar)


def read_clock(term: Term, calendar: Calendar, today: date) -> Clock | None:
    """How the clock stands on ``today``; None where no standard time is set."""
    days, due_on = term.days, calculate_due_on(term, calendar)
    if days is None or due_on is None:
        return None
    kinds = [day.kind for day in explain(term, calendar, today)]
    used = kinds.count("counted")
    expected = due_on
    if term.paused_on is not None:
        until_today = tuple(Stop(s.from_on, s.until_on or today) for s in term.stops)
        expected = _last_day(term.received_on, days, until_today, calendar)
    return Clock(
        days=days,
        used=min(used, days),
        left=max(days - used, 0),
        stopped=_stopped_days(term, today),
        late=max(used - days, 0),
        due_on=due_on,
        expected_on=expected,
        paused_on=term.paused_on,
    )


def count_used_days(term: Term, calendar: Calendar, until: date) -> int:
    """Open days that the office has used up to and including ``until``."""
    return sum(1 for day in explain(term, calendar, until) if day.kind == "counted")


def explain(term: Term, calendar: Calendar, until: date) -> Iterator[ClockDay]:
    """Every day from arrival to ``until``, with what it counts for and why."""
    yield ClockDay(term.received_on, "arrival", 0, ARRIVAL)
    number, day = 0, term.received_on + ONE_DAY
    while day <= until:
        kind, reason = _kind_of(day, term.stops, calendar)
        number += kind == "counted"
        yield ClockDay(day, kind, number, reason)
        day += ONE_DAY


def count_open_days_left(due_on: date, today: date, calendar: Calendar) -> int:
    """Open days from tomorrow to the due day; negative: open days since it passed."""
    left = calendar.days_between(today, due_on)
    return left if left or due_on >= today else -1


def _kind_of(day: date, stops: Sequence[Stop], calendar: Calendar) -> tuple[DayKind, TextValue]:
    if any(stop.covers(day) for stop in stops):
        return "stopped", STOPPED
    if not calendar.is_open(day):
        return "closed", calendar.reason(day)
    return "counted", COUNTED


def _last_day(start: date, days: int, stops: Sequence[Stop], calendar: Calendar) -> date:
    if not stops:
        return calendar.add_days(start, days)
    day, left = start, days
    for _ in range(LONGEST_TERM):
        day += ONE_DAY
        left -= _kind_of(day, stops, calendar)[0] == "counted"
        if left <= 0:
            return day
    raise ValueError("the term never ends: the calendar has no open day")


def _stopped_days(term: Term, today: date) -> int:
    days = 0
    for stop in term.stops:
        days += max(((stop.until_on or today) - stop.from_on).days, 0)
    return days
