# SPDX-License-Identifier: Apache-2.0
"""When is something tried again, and when no more?"""

from collections.abc import Sequence
from datetime import timedelta

FIRST = timedelta(seconds=20)
MOST = timedelta(minutes=15)
ATTEMPTS = 12
"""Over about two hours; then the next channel, or a dead letter."""
CALLS, CALLS_APART = 20, 3
"""How often a batch of unknown fate is sent again with the same key: by a provider that takes a batch
as one, and by one that may have taken a part of it."""
WHOLE = 5
"""So many refused for now together mean that the provider, not an address, has a problem."""


def wait_before(attempt: int, *, retry_after_s: float | None = None) -> timedelta:
    """How long to wait after the attempt-th failure (1, 2 …): doubling, at least what was asked for."""
    times: int = 2 ** min(max(attempt - 1, 0), 10)
    doubled = min(FIRST * times, MOST)
    if retry_after_s is None:
        return doubled
    return max(doubled, timedelta(seconds=min(max(retry_after_s, 0.0), 86_400.0)))


def is_given_up(attempt: int) -> bool:
    """Whether the attempt-th failure was the last."""
    return attempt >= ATTEMPTS


def is_of_unknown_fate(outcomes: Sequence[str], *, calls: int, same_text: bool) -> bool:
    """Whether the batch is to be sent again as it is: all of it was refused for now.

    The answer may have been lost after the work was done; only the same key keeps it from being
    done twice.
    """
    if not outcomes or any(one != "temporary" for one in outcomes):
        return False
    if same_text:
        return calls < CALLS
    return len(outcomes) >= WHOLE and calls < CALLS_APART
