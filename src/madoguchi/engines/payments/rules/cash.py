# SPDX-License-Identifier: Apache-2.0
"""Which coins and notes are counted, and what do they add up to?"""

from collections.abc import Mapping

from madoguchi.engines.payments.rules.till_refusals import CountUnreadable
from madoguchi.kernel.text import normalise

DENOMINATIONS = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1)
MOST_PIECES = 99_999


def read_count(typed: Mapping[int, str]) -> dict[int, int]:
    """Pieces by denomination as typed; empty is none.

    Raises:
        CountUnreadable: one is no number from 0 to 99,999.
    """
    found = {}
    for yen in DENOMINATIONS:
        written = normalise(typed.get(yen, "")).replace(",", "") or "0"
        if not (written.isascii() and written.isdigit()) or int(written) > MOST_PIECES:
            raise CountUnreadable(denomination=f"{yen:,}", written=written[:12])
        found[yen] = int(written)
    return found


def add_up(count: Mapping[int, int]) -> int:
    """Yen of a count."""
    return sum(yen * pieces for yen, pieces in count.items())
