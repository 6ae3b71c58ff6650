# SPDX-License-Identifier: Apache-2.0
"""How long will it take? The desks that are open serve the line in its order, over and over.

The length of one service is the median of recent ones, drawn towards what the same weekday and
hour have shown while few were measured. A sum of services needs their mean: services are skewed to
the long side, so the median is raised by what their spread (median absolute deviation of the
logarithms) says of a log-normal. One endless service moves neither.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from madoguchi.engines.queue.rules.line import LineRules
from madoguchi.engines.queue.rules.order import Waiting, choose_next

PRIOR_WEIGHT = 5
"""The prior counts as much as so many measured services."""
USUAL_SPREAD, LARGEST_SPREAD = 0.5, 0.9
CONFIDENCE = 1.28
"""Standard deviations on both sides: four of five people are called within the range."""
SHORTEST, LONGEST = 15.0, 4 * 3600.0
STEP, LONG_STEP, LONG_FROM = 5, 10, 60
FARTHEST = 600


@dataclass(frozen=True, slots=True)
class Typical:
    """What a service of a line takes: mean seconds, spread, how many were measured."""

    seconds: float
    spread: float
    measured: int


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk at work: the lines it serves with their rank, and what it is busy with since when."""

    key: str
    ranks: Mapping[str, int]
    busy_line: str = ""
    busy_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """An honest span of minutes."""

    low: int
    high: int


def typical_of(recent: Sequence[float], prior_seconds: float) -> Typical:
    """What a service takes, from recent ones in seconds and what was usual so far."""
    times = [min(max(one, SHORTEST), LONGEST) for one in recent]
    count = len(times)
    spread = USUAL_SPREAD
    middle = prior_seconds
    if times:
        logs = [math.log(one) for one in times]
        centre = median(logs)
        seen = 1.4826 * median(abs(one - centre) for one in logs)
        spread = (count * seen + PRIOR_WEIGHT * USUAL_SPREAD) / (count + PRIOR_WEIGHT)
        weighed = count * centre + PRIOR_WEIGHT * math.log(max(prior_seconds, SHORTEST))
        middle = math.exp(weighed / (count + PRIOR_WEIGHT))
    spread = min(spread, LARGEST_SPREAD)
    return Typical(middle * math.exp(spread**2 / 2), spread, count)


def estimate(
    waiting: Sequence[Waiting],
    desks: Sequence[OpenDesk],
    rules: Mapping[str, LineRules],
    typical: Mapping[str, Typical],
    *,
    at: datetime,
    out_of_turn: int = 0,
) -> dict[UUID, float]:
    """Seconds until each one is called; who no open desk serves is not in the answer."""
    free = [(_free_in(desk, typical, at), number) for number, desk in enumerate(desks)]
    heapq.heapify(free)
    left = list(waiting)
    called: dict[UUID, float] = {}
    run = out_of_turn
    while left and free:
        seconds, number = heapq.heappop(free)
        moment = at + timedelta(seconds=seconds)
        choice = choose_next(left, rules, desks[number].ranks, out_of_turn=run, at=moment)
        if choice is None:
            continue
        called[choice.id] = seconds
        run = 0 if choice.called_as == "number" else run + 1
        left = [one for one in left if one.id != choice.id]
        heapq.heappush(free, (seconds + typical[choice.line].seconds, number))
    return called


def _free_in(desk: OpenDesk, typical: Mapping[str, Typical], at: datetime) -> float:
    """Seconds until the desk is free; who has been long at it will probably stay a little."""
    if desk.busy_since is None or desk.busy_line not in typical:
        return 0.0
    usual = typical[desk.busy_line].seconds
    elapsed = (at - desk.busy_since).total_seconds()
    return max(usual - elapsed, usual * 0.3)


def range_of(seconds: float, typical: Typical, desk_count: int) -> Range:
    """The span that is told: wide where little is known, in steps that promise no exactness."""
    desks, seconds = max(desk_count, 1), min(seconds, FARTHEST * 60.0)
    services = max(seconds * desks / typical.seconds, 1.0)
    cv = math.sqrt(math.exp(typical.spread**2) - 1)
    by_chance = typical.seconds * cv * math.sqrt(services) / desks
    by_ignorance = seconds * cv / math.sqrt(typical.measured + PRIOR_WEIGHT)
    sway = CONFIDENCE * math.hypot(by_chance, by_ignorance)
    low = max(seconds - sway, 0.0) / 60
    high = (seconds + sway) / 60
    first = min(_down(low), FARTHEST - LONG_STEP)
    return Range(first, min(max(_up(high), first + STEP), FARTHEST))


def _step(minutes: float) -> int:
    return LONG_STEP if minutes > LONG_FROM else STEP


def _down(minutes: float) -> int:
    step = _step(minutes)
    return int(minutes // step) * step


def _up(minutes: float) -> int:
    step = _step(minutes)
    return math.ceil(minutes / step) * step
