# SPDX-License-Identifier: Apache-2.0
"""How far is the statutory clock (標準処理期間), and which days did not count?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.kernel.business_days import Calendar


@dataclass(frozen=True, slots=True)
class Turn:
    """A public state from a day on."""

    state: str
    on: date


@dataclass(frozen=True, slots=True)
class Run:
    """Open days in a row that the clock ran, or waited for the applicant."""

    paused: bool
    from_on: date
    until_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the clock stands on a day."""

    runs: tuple[Run, ...]
    standard_days: int
    expected_on: date
    paused_now: bool

    @property
    def used(self) -> int:
        """Open days that the city has used."""
        return sum(run.days for run in self.runs if not run.paused)

    @property
    def paused(self) -> int:
        """Open days spent waiting for the applicant."""
        return sum(run.days for run in self.runs if run.paused)

    @property
    def left(self) -> int:
        """Open days left; zero once the standard is over."""
        return max(self.standard_days - self.used, 0)


def read_clock(
    turns: Sequence[Turn],
    *,
    today: date,
    standard_days: int,
    due_on: date | None,
    calendar: Calendar,
) -> Clock:
    """The clock from the states that an application went through, the first being its receipt.

    The office's own day (``due_on``) stands where it has named one; otherwise the day follows from
    the days left, counted from today.
    """
    runs = _runs(turns, today, calendar)
    used = sum(run.days for run in runs if not run.paused)
    paused_now = bool(runs) and runs[-1].paused
    expected = due_on or calendar.add_days(today, max(standard_days - used, 0))
    return Clock(tuple(runs), standard_days, expected, paused_now)


def _runs(turns: Sequence[Turn], today: date, calendar: Calendar) -> list[Run]:
    runs: list[Run] = []
    for number, turn in enumerate(turns):
        until = turns[number + 1].on if number + 1 < len(turns) else today
        until = max(min(until, today), turn.on)
        paused = turn.state == "correction"
        days = calendar.days_between(turn.on, until)
        if runs and runs[-1].paused == paused:
            last = runs.pop()
            runs.append(Run(paused, last.from_on, until, last.days + days))
        else:
            runs.append(Run(paused, turn.on, until, days))
    return runs
