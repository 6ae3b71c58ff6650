# SPDX-License-Identifier: Apache-2.0
"""From when does a code open its door, from when is it shown, and when is a door asked again?"""

from datetime import datetime, timedelta

OPENS_BEFORE = timedelta(minutes=15)
OPENS_AFTER = timedelta(minutes=15)
SHOWN_BEFORE = timedelta(hours=1)
MADE_BEFORE = timedelta(hours=24)
DIGITS = 6
_LONGEST_WAIT = 6
"""2⁶ minutes."""


def opens(starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """The time in which a code opens the door."""
    return starts_at - OPENS_BEFORE, ends_at + OPENS_AFTER


def may_be_shown(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether the person may see the code: only near the time, so that it cannot wander."""
    return starts_at - SHOWN_BEFORE <= at < ends_at + OPENS_AFTER


def next_try(tries: int, tried_at: datetime | None) -> datetime | None:
    """When a door that did not answer is asked again: after 1, 2, 4 … 64 minutes."""
    if tried_at is None:
        return None
    return tried_at + timedelta(minutes=2 ** min(max(tries - 1, 0), _LONGEST_WAIT))
