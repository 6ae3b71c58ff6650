# SPDX-License-Identifier: Apache-2.0
"""How is the clock of a case shown: bar, sentence, and each day with its reason?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.engines.cases.queries.case_page import CaseView
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.term import make_term
from madoguchi.engines.cases.rules.clock import Clock, ClockDay, explain, read_clock
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.clock_bar import ClockBar, Stretch, draw_clock
from madoguchi.platform.screens.wording import say

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class ShownClock:
    """The clock for a page."""

    clock: Clock
    bar: ClockBar
    words: str
    note: str
    days: list[tuple[str, str, str, int]]


def show_clock(view: CaseView, *, on: date, lang: str) -> ShownClock | None:
    """The clock; None where the procedure has no standard time."""
    term = make_term(view.case, view.corrections, view.actions)
    until = view.case.decided_on or on
    clock = read_clock(term, office_calendar(), until)
    if clock is None:
        return None
    days = list(explain(term, office_calendar(), until))[:MOST_DAYS]
    words = say("cases.clock.words", lang, used=clock.used, days=clock.days)
    if clock.paused_on:
        words += say("cases.clock.paused", lang, days=(until - clock.paused_on).days)
    elif clock.late:
        words += say("cases.clock.late", lang, days=clock.late)
    bar = draw_clock(
        "clock",
        stretches(days),
        standard_days=clock.days,
        start_label=_short(term.received_on),
        end_label=say("cases.clock.end", lang, day=_short(clock.expected_on)),
        summary=words,
    )
    note = say("cases.clock.due", lang, day=format_date(clock.due_on, lang))
    return ShownClock(clock, bar, words, note, [_row(day, lang) for day in days])


def stretches(days: list[ClockDay]) -> list[Stretch]:
    """Days that count and days that wait, in rows; closed days take no room."""
    found: list[list[Any]] = []
    for day in days:
        part = {"counted": "used", "stopped": "paused"}.get(day.kind)
        if part is None:
            continue
        if found and found[-1][0] == part:
            found[-1][1] += 1
        else:
            found.append([part, 1, _short(day.day) if part == "paused" else ""])
    return [Stretch(part, count, label) for part, count, label in found]


def _row(day: ClockDay, lang: str) -> tuple[str, str, str, int]:
    return (
        format_date(day.day, lang),
        say(f"cases.clock.{day.kind}", lang),
        day.reason.pick(lang),
        day.number if day.kind == "counted" else 0,
    )


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
