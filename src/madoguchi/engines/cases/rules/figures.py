# SPDX-License-Identifier: Apache-2.0
"""How are counts turned into the figures of the statistics page?"""

from collections.abc import Mapping, Sequence
from datetime import date


def find_median(counts: Mapping[int, int]) -> float | None:
    """The median of values given as value → how often; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    return (_nth(counts, low) + _nth(counts, high)) / 2


def calculate_share(part: int, whole: int) -> float | None:
    """A share in percent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


FEW = 3
"""Fewer persons than this could be known to whoever knows the place."""


def hide_small(counts: Mapping[str, int], least: int = FEW) -> dict[str, int | None]:
    """Counts with None where fewer than ``least`` have chosen something (少数).

    Nobody is told by 0. Where one number alone would be hidden, it could be worked out from the
    whole: then the next smallest is hidden with it.
    """
    small = [key for key, count in counts.items() if 0 < count < least]
    if len(small) == 1:
        others = [key for key, count in counts.items() if count >= least]
        small += sorted(others, key=lambda key: counts[key])[:1]
    return {key: None if key in small else count for key, count in counts.items()}


def list_months(first: date, last: date) -> Sequence[date]:
    """The first day of every month from one day to another."""
    months, day = [], first.replace(day=1)
    while day <= last:
        months.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months


def months_before(day: date, count: int) -> date:
    """The first day of the month that lies ``count`` months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, 1)


def _nth(counts: Mapping[int, int], index: int) -> int:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen > index:
            return value
    raise IndexError(index)
