# SPDX-License-Identifier: Apache-2.0
"""When is a win that was given back free again? At a moment that nobody can foresee."""

from datetime import datetime, timedelta

from madoguchi.engines.booking.rules.offer import WonRelease


def release_moment(
    rule: WonRelease, *, at: datetime, starts_at: datetime, chance: int, of: int
) -> datetime:
    """A moment between the rule's bounds; ``chance`` is drawn evenly from 0 … ``of`` - 1.

    Near the start of the use the bounds shrink to half of what is left, so that the time is not
    lost to everyone.
    """
    left = max(starts_at - at, timedelta(0)) / 2
    first = min(timedelta(hours=rule.earliest_hours), left)
    last = min(timedelta(hours=rule.latest_hours), left)
    seconds = int((last - first).total_seconds())
    return at + first + timedelta(seconds=seconds * chance // of)
