# SPDX-License-Identifier: Apache-2.0
"""How often may something be tried, and how long must one wait then?"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """``free`` tries within ``window`` cost nothing; each further one doubles the wait.

    Choose ``free`` for an address generously: a school, a library or a telephone company shows
    thousands of people under one.
    """

    name: str
    free: int
    window: timedelta
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(minutes=15)

    def wait_after(self, tries: int) -> timedelta:
        """How long the n-th try within the window closes the door: 0 … 0, 1, 2, 4, 8, 15 min."""
        if tries < self.free:
            return timedelta(0)
        return min(self.first_wait * 2 ** min(tries - self.free, 10), self.longest_wait)


@dataclass(frozen=True, slots=True)
class Count:
    """What is known of one counter: tries since an instant, closed until another."""

    tries: int
    since: datetime
    closed_until: datetime

    def is_closed(self, at: datetime) -> bool:
        """Whether the next try has to wait."""
        return at < self.closed_until

    def plus_one(self, limit: Limit, at: datetime) -> "Count":
        """After one more try; a window that is over begins anew."""
        is_over = at >= self.since + limit.window
        tries = 1 if is_over else self.tries + 1
        since = at if is_over else self.since
        return Count(tries, since, at + limit.wait_after(tries))
