# SPDX-License-Identifier: Apache-2.0
"""When does a message not ring, and when may it then go out?"""

from datetime import datetime

from madoguchi.engines.messaging.rules.chain import SILENT
from madoguchi.kernel.wall_clock import DAY_MINUTES, day_and_minute, instant_of

CITY = (21 * 60, 8 * 60)
"""From nine in the evening until eight nothing rings."""


def is_quiet(minute: int, hours: tuple[int, int]) -> bool:
    """Whether a minute of the day is quiet; equal ends are no quiet hours at all."""
    first, last = hours
    if first == last:
        return False
    if first < last:
        return first <= minute < last
    return minute >= first or minute < last


def when_to_ring(at: datetime, channel: str, hours: tuple[int, int]) -> datetime:
    """The first instant from ``at`` on at which a message over the channel may go out."""
    if channel in SILENT:
        return at
    day, minute = day_and_minute(at)
    if not is_quiet(minute, hours):
        return at
    until = instant_of(day, hours[1])
    return until if until > at else instant_of(day, hours[1] + DAY_MINUTES)
