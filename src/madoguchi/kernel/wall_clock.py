# SPDX-License-Identifier: Apache-2.0
"""How do a day and a minute of it become an instant, and back?

Japan keeps UTC+9 without summer time, so this is arithmetic alone: cheap where thousands of times
are reckoned at once. For single instants there is ``clock.to_local``.
"""

import re
from datetime import UTC, date, datetime, timedelta

from madoguchi.kernel.text import normalise

DAY_MINUTES = 24 * 60
OFFSET = timedelta(hours=9)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def find_minute(written: str) -> int | None:
    """The minute of the day that a clock such as ``"9:30"`` shows; ``"24:00"`` is 1440.

    None where it is no clock of a day.
    """
    found = _CLOCK.fullmatch(normalise(written).strip())
    if found is None or int(found[2]) > 59:
        return None
    total = int(found[1]) * 60 + int(found[2])
    return total if total <= DAY_MINUTES else None


def instant_of(day: date, minute: int) -> datetime:
    """The instant of a minute of a day in Japan; minute 1440 is the midnight that ends the day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - OFFSET
    return midnight + timedelta(minutes=minute)


def wall_at(at: datetime) -> datetime:
    """The wall clock in Japan at an instant, without a zone."""
    return (at.astimezone(UTC) + OFFSET).replace(tzinfo=None)


def day_and_minute(at: datetime) -> tuple[date, int]:
    """The day in Japan and the minute of it, seconds dropped."""
    wall = wall_at(at)
    return wall.date(), wall.hour * 60 + wall.minute
