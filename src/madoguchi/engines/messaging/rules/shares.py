# SPDX-License-Identifier: Apache-2.0
"""How is the work of a channel shared by its providers, and when does a share move?

A provider of which 15 % of the calls were slow or failed loses 10 points to the others, at most once
in five minutes; after a quiet quarter of an hour shares drift back by 5 points a step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

BAD_SHARE = 0.15
LEAST_CALLS = 5
STEP, DRIFT = 10, 5
LEAST = 5
"""Nobody falls below, so that it is seen when a provider is well again."""
MOVES_EVERY = timedelta(minutes=5)
QUIET = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one provider of a channel does since the last look."""

    key: str
    share: int
    calls: int
    bad_calls: int
    moved_at: datetime | None


def choose(shares: Mapping[str, int], mark: int) -> str:
    """The provider for a mark (any whole number): each gets its share of all marks."""
    total = sum(shares.values())
    if not total:
        return sorted(shares)[mark % len(shares)]
    place = mark % total
    for key in sorted(shares):
        place -= shares[key]
        if place < 0:
            return key
    raise AssertionError("the shares add up")


def move(standings: Sequence[Standing], *, at: datetime) -> tuple[Standing, ...]:
    """The standings with their shares moved; what was counted begins anew."""
    if len(standings) < 2:
        return tuple(replace(one, calls=0, bad_calls=0) for one in standings)
    last = max((one.moved_at for one in standings if one.moved_at), default=None)
    worst = max(standings, key=_badness)
    if _badness(worst) >= BAD_SHARE:
        if last is None or at - last >= MOVES_EVERY:
            return _taken_from(worst, standings, at)
        return tuple(standings)
    if last is not None and at - last >= QUIET:
        return _drifted(standings)
    return tuple(replace(one, calls=0, bad_calls=0) for one in standings)


def _badness(one: Standing) -> float:
    return one.bad_calls / one.calls if one.calls >= LEAST_CALLS else 0.0


def _taken_from(
    worst: Standing, standings: Sequence[Standing], at: datetime
) -> tuple[Standing, ...]:
    points = min(STEP, worst.share - LEAST) if worst.share > LEAST else 0
    others = sorted((one for one in standings if one is not worst), key=_badness)
    moved = {worst.key: worst.share - points}
    for place, one in enumerate(others):
        extra = points // len(others) + (1 if place < points % len(others) else 0)
        moved[one.key] = one.share + extra
    return tuple(
        replace(one, share=moved[one.key], calls=0, bad_calls=0, moved_at=at) for one in standings
    )


def _drifted(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Each a step towards an even share; the sum stays."""
    even = sum(one.share for one in standings) // len(standings)
    high = [one for one in standings if one.share > even]
    low = [one for one in standings if one.share < even]
    moved = {one.key: one.share for one in standings}
    for giver in high:
        for taker in low:
            points = min(DRIFT, moved[giver.key] - even, even - moved[taker.key])
            if points > 0:
                moved[giver.key] -= points
                moved[taker.key] += points
    return tuple(replace(one, share=moved[one.key], calls=0, bad_calls=0) for one in standings)
