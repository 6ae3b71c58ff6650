# SPDX-License-Identifier: Apache-2.0
"""Of which due dates are payers told on a day, and in which words?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.engines.payments.rules.packed import Reminders

LATEST = 5
"""Days for which a reminder is made up for after a pause of the worker."""


@dataclass(frozen=True, slots=True)
class Window:
    """Dues between two dates are told something; ``moment`` keeps it from being told twice."""

    kind: str
    first: date
    last: date
    moment: str


def choose_windows(rules: Reminders, today: date) -> Iterator[Window]:
    """Which due dates get which notice today; the due date itself is part of the key that is unique.

    督促 (地方自治法 第231条の3, 地方税法 第329条 and others: within 20 days after the due date) is made
    from ``demand_days`` on and never forgotten: its window stays open for a year.
    """
    for days in rules.before_days:
        last = today + timedelta(days)
        first = max(today, last - timedelta(LATEST))
        yield Window("before_due", first, last, f"before:{days}")
    for days in rules.after_days:
        last = today - timedelta(days)
        yield Window("after_due", last - timedelta(LATEST), last, f"after:{days}")
    last = today - timedelta(rules.demand_days)
    yield Window("demand", last - timedelta(365), last, "demand")
