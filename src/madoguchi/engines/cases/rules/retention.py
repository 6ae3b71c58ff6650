# SPDX-License-Identifier: Apache-2.0
"""From which day may a finished case be destroyed? (保存期間)"""

import calendar
import re
from datetime import date, timedelta

FOREVER = "forever"


def calculate_destroy_on(period: str, closed_on: date) -> date | None:
    """The day from which a case may be destroyed; None: kept for ever.

    The period runs from the first day of the fiscal year after the one of the end
    (公文書等の管理に関する法律施行令 第8条), so it always ends on a 31 March.
    Periods in months run from the day after the end.

    Raises:
        ValueError: not a period such as ``5y``, ``6m`` or ``forever``.
    """
    if period == FOREVER:
        return None
    match = re.fullmatch(r"(\d{1,3})([ym])", period)
    if not match:
        raise ValueError(f"not a period: {period!r}")
    number, unit = int(match[1]), match[2]
    if unit == "y":
        start_year = closed_on.year + (closed_on.month >= 4)
        return date(start_year + number, 4, 1)
    return _add_months(closed_on + timedelta(days=1), number)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
