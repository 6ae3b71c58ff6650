# SPDX-License-Identifier: Apache-2.0
"""When is somebody to be reminded of a booking, and when is it better to stay quiet?"""

from collections.abc import Collection
from datetime import datetime, timedelta

LEAD = timedelta(hours=24)
"""So long before a deadline people are reminded of it."""
SHORTEST = timedelta(hours=3)
"""Whoever has less time than this for an answer is not reminded: the page counts down."""


def deadline_due(since: datetime, until: datetime) -> datetime | None:
    """When to remind of a deadline: a day before, halfway where there is less; None: never."""
    whole = until - since
    return None if whole < SHORTEST else until - min(LEAD, whole / 2)


def is_quiet(
    hours: int,
    others: Collection[int],
    *,
    about_at: datetime,
    told_at: datetime | None,
    at: datetime,
) -> bool:
    """Whether a due reminder of a start is better not sent.

    ``told_at``: when the booking was made, moved or restored; whoever was told after the reminder
    was due knows. ``others``: the hours of all reminders; the nearest that is due speaks for the
    earlier ones.
    """
    if told_at is not None and told_at > about_at - timedelta(hours=hours):
        return True
    return any(one < hours and about_at - timedelta(hours=one) <= at for one in others)
