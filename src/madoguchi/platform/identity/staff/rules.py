# SPDX-License-Identifier: Apache-2.0
"""How long must somebody wait, when does a session end, who needs a second factor?"""

from collections.abc import Iterable
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


def is_session_over(
    signed_in_at: datetime,
    seen_at: datetime,
    at: datetime,
    *,
    longest: timedelta = LONGEST_SESSION,
    pause: timedelta = LONGEST_PAUSE,
) -> bool:
    """Whether a session has lasted a working day or slept for half an hour."""
    return at - signed_in_at >= longest or at - seen_at >= pause


LEVELS = ("none", "offered", "required")
"""How much a second factor is asked for, from least to most."""


def choose_level(default: str, of_roles: Iterable[str], *, of_person: bool) -> str:
    """The strictest of the city's rule, the rules of the person's roles, and one for this person."""
    asked = [default, *of_roles, *(["required"] if of_person else [])]
    return max(asked, key=LEVELS.index)
