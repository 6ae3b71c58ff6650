# SPDX-License-Identifier: Apache-2.0
"""When is something tried again, and when no more?"""

from datetime import timedelta

FIRST = timedelta(seconds=20)
MOST = timedelta(minutes=15)
ATTEMPTS = 12
"""Over about two hours; then the next channel, or a dead letter."""
CALLS = 20
"""How often a batch of unknown fate is sent again with the same key."""


def wait_before(attempt: int, *, retry_after_s: float | None = None) -> timedelta:
    """How long to wait after the attempt-th failure (1, 2 …): doubling, at least what was asked for."""
    doubled = min(FIRST * 2 ** min(max(attempt - 1, 0), 10), MOST)
    if retry_after_s is None:
        return doubled
    return max(doubled, timedelta(seconds=min(max(retry_after_s, 0.0), 86_400.0)))


def is_given_up(attempt: int) -> bool:
    """Whether the attempt-th failure was the last."""
    return attempt >= ATTEMPTS
