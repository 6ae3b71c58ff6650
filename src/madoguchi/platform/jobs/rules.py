# SPDX-License-Identifier: Apache-2.0
"""When is a failed job tried again, and when is a periodic task due?"""

from datetime import UTC, datetime, timedelta

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
MAX_ATTEMPTS = 8
# Japan has no summer time, so whole days in Tokyo are whole days in UTC, nine hours earlier.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC) - timedelta(hours=9)


def choose_delay(attempts: int, *, spread: float) -> timedelta:
    """How long to wait after the n-th failed attempt (n ≥ 1): 10 s, 20 s, 40 s … at most 1 h.

    ``spread`` (0 to 1) shortens the delay by up to a fifth, so that jobs which failed together
    do not come back together.
    """
    if attempts < 1:
        raise ValueError("a delay follows an attempt")
    doubled = FIRST_DELAY * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_DELAY) * (1 - spread / 5)


def calculate_due(at: datetime, *, every: timedelta, offset: timedelta) -> datetime:
    """The latest due time of a periodic task at an instant.

    Due times lie on a fixed grid from midnight in Tokyo, shifted by ``offset``: every worker
    finds the same one.
    """
    start = _EPOCH + offset
    return start + (at - start) // every * every
