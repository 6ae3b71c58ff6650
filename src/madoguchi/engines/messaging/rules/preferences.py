# SPDX-License-Identifier: Apache-2.0
"""What holds where a person has chosen nothing, and what did they type into their settings?"""

import re
from collections.abc import Iterable

from madoguchi.engines.messaging.rules.audience import MONTH
from madoguchi.engines.messaging.rules.notice_refusals import AudienceUnfit
from madoguchi.kernel.text import normalise
from madoguchi.kernel.wall_clock import DAY_MINUTES, find_minute

MOST_CHILDREN = 8


def is_topic_on(way: str, chosen: bool | None) -> bool:  # noqa: FBT001 - what the row says
    """Whether a person takes a topic: always; told unless declined; asked only when chosen."""
    if way == "always":
        return True
    return way == "told" if chosen is None else chosen


def is_channel_on(chosen: bool | None) -> bool:  # noqa: FBT001 - what the row says
    """Whether a channel may be used for a topic: yes unless it was taken away."""
    return True if chosen is None else chosen


def read_quiet(first: str, last: str) -> tuple[int, int] | None:
    """Quiet hours as typed (21:00, 7:00) in minutes of the day; None where either is empty.

    Raises:
        AudienceUnfit: a clock that there is not.
    """
    if not first.strip() or not last.strip():
        return None
    minutes = [find_minute(one) for one in (first, last)]
    if minutes[0] is None or minutes[1] is None:
        raise AudienceUnfit(what=f"{first[:8]}–{last[:8]}")
    return minutes[0] % DAY_MINUTES, minutes[1] % DAY_MINUTES


def read_months(written: Iterable[str]) -> tuple[str, ...]:
    """Months of birth such as 2025-04 (also 2025/4 and 2025年4月), each once, empty fields dropped.

    Raises:
        AudienceUnfit: something else, or more than eight.
    """
    found: dict[str, None] = {}
    for one in written:
        plain = normalise(one).strip()
        if not plain:
            continue
        parts = re.fullmatch(r"([0-9]{4})[-/年.]([0-9]{1,2})月?", plain)
        month = f"{parts[1]}-{int(parts[2]):02}" if parts else ""
        if not re.fullmatch(MONTH, month):
            raise AudienceUnfit(what=plain[:12])
        found[month] = None
    if len(found) > MOST_CHILDREN:
        raise AudienceUnfit(what=f"{len(found)}")
    return tuple(found)
