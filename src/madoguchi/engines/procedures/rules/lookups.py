# SPDX-License-Identifier: Apache-2.0
"""When does someone who types wrong numbers have to wait, without locking out the neighbours?

A library's or a telephone company's address is shared by many people. A right pair of number and
secret is therefore refused only where this very address has failed on this very number; the
counts of an address or of a number alone only slow down wrong pairs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Scope = Literal["pair", "number", "address"]
WINDOW = timedelta(minutes=15)
LIMITS: dict[Scope, int] = {"pair": 5, "number": 20, "address": 30}


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a scope has failed since an instant."""

    scope: Scope
    count: int
    since: datetime

    def is_over(self, at: datetime) -> bool:
        """Whether its limit is reached within the window."""
        return self.count >= LIMITS[self.scope] and at < self.since + WINDOW

    def seconds_left(self, at: datetime) -> int:
        """How long until the count begins anew."""
        return max(int((self.since + WINDOW - at).total_seconds()), 1)


def choose_wait(failures: list[Failures], at: datetime, *, right: bool) -> int | None:
    """Seconds to wait, or None where the look-up is answered.

    ``right`` says whether number and secret belong together.
    """
    waits = [
        failed.seconds_left(at)
        for failed in failures
        if failed.is_over(at) and (failed.scope == "pair" or not right)
    ]
    return max(waits, default=None)
