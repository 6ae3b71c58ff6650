# SPDX-License-Identifier: Apache-2.0
"""How do a day and a clock of Japan become an instant, and back?"""

import re
from datetime import UTC, date, datetime, timedelta

from madoguchi.kernel.text import normalise

DAY_MINUTES = 24 * 60
OFFSET = timedelta(hours=9)
"""Japan keeps UTC+9 without summer time."""
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def minute_of(written: str) -> int:
    """The minute of the day that a clock such as ``"9:30"`` shows; ``"24:00"`` is 1440.

    Raises:
        ValueError: no clock of a day.
    """
    found = _CLOCK.fullmatch(normalise(written).strip())
    hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
    total = hour * 60 + minute
    if minute > 59 or total > DAY_MINUTES:
        raise ValueError("時刻は 8:30 や 17:15 のように書いてください")
    return total


def clock_of(minute: int) -> str:
    """``"8:30"``, and ``"24:00"`` for the end of a day."""
    return f"{minute // 60}:{minute % 60:02d}"


def local(at: datetime) -> datetime:
    """The wall clock in Japan at an instant, without a zone."""
    return (at.astimezone(UTC) + OFFSET).replace(tzinfo=None)


def day_and_minute(at: datetime) -> tuple[date, int]:
    """The day in Japan and the minute of it."""
    wall = local(at)
    return wall.date(), wall.hour * 60 + wall.minute


def instant_of(day: date, minute: int) -> datetime:
    """The instant of a minute of a day in Japan."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - OFFSET
    return midnight + timedelta(minutes=minute)
