# SPDX-License-Identifier: Apache-2.0
"""How long may a group book that nobody at the counter has seen, and until when once it is seen?"""

from datetime import date, timedelta

from madoguchi.engines.booking.rules.registration_refusals import ValidTooShort

PROVISIONAL = timedelta(days=60)
"""How long a group that nobody at the counter has seen may book."""


def is_provisional(registered_on: date, valid_until: date | None) -> bool:
    """Whether a registration is the one that people make themselves: full ones last longer."""
    return valid_until is not None and valid_until <= registered_on + PROVISIONAL


def usual_until(on: date) -> date:
    """The end of the next fiscal year (翌年度末)."""
    return date(on.year + (2 if on.month >= 4 else 1), 3, 31)


def check_lasts(on: date, valid_until: date) -> None:
    """Raises ValidTooShort unless it lasts longer than a provisional registration."""
    if is_provisional(on, valid_until):
        last = on + PROVISIONAL
        raise ValidTooShort(last=f"{last.year}年{last.month}月{last.day}日", iso=last.isoformat())
