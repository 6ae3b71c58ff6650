# SPDX-License-Identifier: Apache-2.0
"""How are the clocks of a line read and written?"""

from madoguchi.kernel.wall_clock import DAY_MINUTES as DAY_MINUTES
from madoguchi.kernel.wall_clock import day_and_minute as day_and_minute
from madoguchi.kernel.wall_clock import find_minute
from madoguchi.kernel.wall_clock import instant_of as instant_of
from madoguchi.kernel.wall_clock import wall_at as local

__all__ = ["DAY_MINUTES", "clock_of", "day_and_minute", "instant_of", "local", "minute_of"]


def minute_of(written: str) -> int:
    """The minute of the day that a clock such as ``"9:30"`` shows; ``"24:00"`` is 1440.

    Raises:
        ValueError: no clock of a day.
    """
    found = find_minute(written)
    if found is None:
        raise ValueError("時刻は 8:30 や 17:15 のように書いてください")
    return found


def clock_of(minute: int) -> str:
    """``"8:30"``, and ``"24:00"`` for the end of a day."""
    return f"{minute // 60}:{minute % 60:02d}"
