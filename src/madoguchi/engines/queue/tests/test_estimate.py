# SPDX-License-Identifier: Apache-2.0
"""Is what people are told about their waiting true? Measured over simulated days."""

import heapq
import math
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import mean, median
from uuid import UUID

import pytest

from madoguchi.engines.queue.rules.estimate import (
    OpenDesk,
    Range,
    Typical,
    estimate,
    range_of,
    typical_of,
)
from madoguchi.engines.queue.rules.line import LineRules
from madoguchi.engines.queue.rules.order import Waiting

AT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
RULES = {"a": LineRules(), "b": LineRules()}


def waiting(n, line="a", seconds=0):
    return Waiting(UUID(int=n), line, AT + timedelta(seconds=seconds))


def flat(seconds):
    return {key: Typical(seconds, 0.5, 20) for key in RULES}


def test_two_desks_halve_the_wait():
    people = [waiting(n, seconds=n) for n in range(1, 7)]
    one = estimate(people, [OpenDesk("x", {"a": 0})], RULES, flat(600), at=AT)
    two = estimate(
        people, [OpenDesk("x", {"a": 0}), OpenDesk("y", {"a": 0})], RULES, flat(600), at=AT
    )
    assert [one[p.id] for p in people] == [0, 600, 1200, 1800, 2400, 3000]
    assert [two[p.id] for p in people] == [0, 0, 600, 600, 1200, 1200]


def test_a_desk_that_only_helps_counts_when_its_own_line_is_empty():
    helper = OpenDesk("x", {"b": 0, "a": 1})
    people = [waiting(1), waiting(2, "b", 5), waiting(3, "b", 6)]
    found = estimate(people, [helper], RULES, flat(300), at=AT)
    assert [found[UUID(int=n)] for n in (2, 3, 1)] == [0, 300, 600]
    assert estimate([waiting(1)], [OpenDesk("x", {"b": 0})], RULES, flat(300), at=AT) == {}


def test_who_sits_at_the_desk_is_counted_for_what_is_left():
    def wait(minutes):
        busy = OpenDesk("x", {"a": 0}, "a", AT - timedelta(minutes=minutes))
        return estimate([waiting(1)], [busy], RULES, flat(600), at=AT)[UUID(int=1)]

    assert (wait(0), wait(4), wait(60)) == (600, 360, 180)


def test_one_endless_service_moves_little():
    usual = typical_of([300.0] * 10, 300.0)
    moved = typical_of([300.0] * 9 + [4 * 3600.0], 300.0)
    assert moved.seconds == pytest.approx(usual.seconds, rel=0.05)
    assert typical_of([], 600.0).seconds > 600
    few, many = typical_of([1200.0] * 2, 600.0), typical_of([1200.0] * 15, 600.0)
    assert 600 < few.seconds < many.seconds < 1200 * 1.2


def test_spans_are_in_steps_and_wider_when_little_is_known():
    assert range_of(0.0, Typical(600, 0.5, 20), 1) == Range(0, 10)
    near = range_of(1200.0, Typical(600, 0.5, 20), 2)
    unsure = range_of(1200.0, Typical(600, 0.5, 0), 2)
    assert near.low % 5 == near.high % 5 == 0
    assert near.low < 20 < near.high
    assert unsure.low <= near.low
    assert unsure.high >= near.high
    assert range_of(6 * 3600.0, Typical(600, 0.5, 20), 1).high % 10 == 0
    assert range_of(99 * 3600.0, Typical(600, 0.9, 0), 1).high == 600


def simulate_day(chance, *, desks, usual, spread, rate):
    """Poisson arrivals, log-normal services; each arrival asks, and is told, then really waits.

    Returns pairs of (told span, told seconds, real seconds).
    """
    arrivals, moment = [], 0.0
    while moment < 6 * 3600:
        moment += chance.expovariate(rate)
        arrivals.append((moment, usual * math.exp(chance.gauss(0, spread))))
    free = [(0.0, n) for n in range(desks)]
    heapq.heapify(free)
    calls = []
    for came, length in arrivals:
        ready, desk = heapq.heappop(free)
        begins = max(ready, came)
        heapq.heappush(free, (begins + length, desk))
        calls.append((came, begins, begins + length, desk))
    told = []
    for n, (came, begins, _, _) in enumerate(calls):
        at = AT + timedelta(seconds=came)
        before = calls[:n]
        line = [waiting(k, seconds=c[0]) for k, c in enumerate(before) if c[1] > came]
        sitting = {c[3]: c for c in before if c[1] <= came < c[2]}
        hall = [
            OpenDesk(str(d), {"a": 0}, "a", AT + timedelta(seconds=sitting[d][1]))
            if d in sitting
            else OpenDesk(str(d), {"a": 0})
            for d in range(desks)
        ]
        over = sorted((c for c in before if c[2] <= came), key=lambda c: -c[2])[:15]
        known = typical_of([c[2] - c[1] for c in over], usual * 1.25)
        mine = waiting(n, seconds=came)
        seconds = estimate([*line, mine], hall, RULES, {"a": known}, at=at)[mine.id]
        told.append((range_of(seconds, known, desks), seconds, begins - came))
    return told


def test_the_error_over_many_days():
    chance = Random(20261120)
    told = []
    for desks, usual, spread in ((1, 300, 0.4), (2, 600, 0.5), (3, 900, 0.6), (4, 480, 0.7)):
        rate = 0.95 * desks / (usual * math.exp(spread**2 / 2))
        for _ in range(6):
            told += simulate_day(chance, desks=desks, usual=usual, spread=spread, rate=rate)
    waited = [one for one in told if one[2] > 120 or one[1] > 120]
    within = mean(r.low <= real / 60 <= r.high for r, _, real in waited)
    error = median(abs(seconds - real) / 60 for _, seconds, real in waited)
    bias = mean((seconds - real) / 60 for _, seconds, real in waited)
    typical_wait = median(real / 60 for _, _, real in waited)
    width = median(r.high - r.low for r, _, _ in waited)
    print(
        f"{len(waited)} people, within {within:.0%}, median error {error:.1f} min of "
        f"{typical_wait:.1f}, bias {bias:+.1f} min, median width {width}"
    )
    assert len(waited) > 600
    assert within >= 0.8
    assert error <= 0.35 * typical_wait
    assert abs(bias) <= 0.15 * typical_wait
    assert width <= 25
