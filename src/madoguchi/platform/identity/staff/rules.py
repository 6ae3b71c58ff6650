# SPDX-License-Identifier: Apache-2.0
"""How long must somebody wait after wrong passwords, and when does a session end?"""

from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
LONGEST_SESSION = timedelta(hours=8)
LONGEST_PAUSE = timedelta(minutes=30)


def choose_lock(tries: int) -> timedelta | None:
    """How long the n-th wrong try in a row closes the door: 1, 2, 4, 8, then 15 minutes."""
    if tries < FREE_TRIES:
        return None
    return min(FIRST_LOCK * 2 ** min(tries - FREE_TRIES, 10), LONGEST_LOCK)


def is_session_over(signed_in_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a session has lasted a working day or slept for half an hour."""
    return at - signed_in_at >= LONGEST_SESSION or at - seen_at >= LONGEST_PAUSE
