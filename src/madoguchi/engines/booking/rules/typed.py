# SPDX-License-Identifier: Apache-2.0
"""Which day and time does a clerk mean who types while telephoning?"""

import re
from datetime import date, timedelta

from madoguchi.engines.booking.rules.desk_refusals import DayUnreadable
from madoguchi.engines.booking.rules.refusals import (
    TimeUnreadable,
)
from madoguchi.engines.booking.rules.times import minute_of
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise

_WEEKDAYS = {name: number for number, name in enumerate("月火水木金土日")}
_NEAR = {"きょう": 0, "今日": 0, "あす": 1, "明日": 1, "あした": 1, "あさって": 2, "明後日": 2}
_SHORT = re.compile(r"(\d{1,2})[/.月-](\d{1,2})日?")
_PLAIN = re.compile(r"(\d{1,2})(\d{2})")
_HOURS = re.compile(r"(\d{1,2})(?::?(\d{2}))?時?(?:[-~〜から]+(\d{1,2})(?::?(\d{2}))?時?)?")


def day_typed(written: str, on: date) -> date:
    """The day meant by ``12/1``, ``1201``, ``土``, ``あす`` or a whole date; the next such day.

    Raises:
        DayUnreadable: it is no day.
    """
    words = normalise(written).strip()
    if not words or words in _NEAR:
        return on + timedelta(days=_NEAR.get(words, 0))
    weekday = words.strip("()").removesuffix("曜日").removesuffix("曜")
    if weekday in _WEEKDAYS:
        return on + timedelta(days=(_WEEKDAYS[weekday] - on.weekday()) % 7)
    short = _SHORT.fullmatch(words) or _PLAIN.fullmatch(words)
    try:
        return _next(int(short[1]), int(short[2]), on) if short else parse_date(words)
    except (ValueError, Refusal):
        raise DayUnreadable(written=written.strip()[:20]) from None


def _next(month: int, day: int, on: date) -> date:
    found = date(on.year, month, day)
    return found if found >= on else date(on.year + 1, month, day)


def hours_typed(written: str) -> tuple[int | None, int | None]:
    """Start and end in minutes of ``13``, ``13-15`` or ``9:30-12:00``; None where not said.

    Raises:
        TimeUnreadable: it is no time.
    """
    words = normalise(written).strip()
    if not words:
        return None, None
    found = _HOURS.fullmatch(words)
    if found is None:
        raise TimeUnreadable(written=words[:12])
    starts = minute_of(f"{found[1]}:{found[2] or '00'}")
    ends = minute_of(f"{found[3]}:{found[4] or '00'}") if found[3] else None
    if ends is not None and ends <= starts:
        raise TimeUnreadable(written=words[:12])
    return starts, ends


def agreed_typed(written: str) -> tuple[int, int] | None:
    """Yen and points to which somebody has agreed after seeing them, as ``600-1``."""
    yen, dash, points = written.partition("-")
    if not dash or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in (yen, points)):
        return None
    return int(yen), int(points)
