# SPDX-License-Identifier: Apache-2.0
"""Which longer times can be made of free slots that follow one another?"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from madoguchi.engines.booking.rules.offer import FreeTimes, Grid, OfferRules


class Span(Protocol):
    """Something with a start and an end."""

    @property
    def starts_at(self) -> datetime:
        """Its beginning."""
        ...

    @property
    def ends_at(self) -> datetime:
        """Its end."""
        ...


S = TypeVar("S", bound=Span)
Time = tuple[datetime, datetime]


def longer_times(rules: OfferRules, slots: Sequence[S], is_free: Callable[[S], bool]) -> list[Time]:
    """Every time that could be booked on a day, from its slots in order; shortest first per start.

    ``slots`` are those of one day and one place, as ``SpaceFree.slots`` gives them.
    """
    if isinstance(rules.times, FreeTimes):
        return _stretched(rules.times, slots, is_free)
    if isinstance(rules.times, Grid):
        return _in_a_row(rules.times.most_in_a_row, slots, is_free)
    return []


def _in_a_row(most: int, slots: Sequence[S], is_free: Callable[[S], bool]) -> list[Time]:
    found = []
    for first in range(len(slots)):
        for last in range(first, min(first + most, len(slots))):
            if not is_free(slots[last]):
                break
            found.append((slots[first].starts_at, slots[last].ends_at))
    return found


def _stretched(times: FreeTimes, slots: Sequence[S], is_free: Callable[[S], bool]) -> list[Time]:
    """A free start may last as long as the shortest times on the way are free."""
    free = {slot.starts_at: slot.ends_at for slot in slots if is_free(slot)}
    step = timedelta(minutes=times.step)
    found = []
    for starts_at, first_end in free.items():
        reached = first_end
        while True:
            length = (reached - starts_at) // timedelta(minutes=1)
            if length > times.longest:
                break
            if length % times.step == 0:
                found.append((starts_at, reached))
            following = reached - timedelta(minutes=times.shortest) + step
            if following not in free:
                break
            reached = free[following]
    return found


def shortest_of(times: Sequence[Time], minutes: int) -> list[Time]:
    """For each start the shortest time that lasts at least so long."""
    best: dict[datetime, datetime] = {}
    for starts_at, ends_at in times:
        if (ends_at - starts_at) >= timedelta(minutes=minutes):
            best[starts_at] = min(best.get(starts_at, ends_at), ends_at)
    return sorted(best.items())


def similar_times(
    rules: OfferRules, slots: Sequence[S], is_free: Callable[[S], bool], *, minutes: int, count: int
) -> list[Time]:
    """Times like one that was wished: as many slots of a grid, or as long."""
    if isinstance(rules.times, Grid):
        return [
            (slots[n].starts_at, slots[n + count - 1].ends_at)
            for n in range(len(slots) - count + 1)
            if all(is_free(one) for one in slots[n : n + count])
        ]
    return shortest_of(longer_times(rules, slots, is_free), minutes)


def count_slots(rules: OfferRules, starts: int, ends: int) -> int:
    """How many slots of a grid a time of a day is, by its minutes; 1 where there is no grid."""
    if not isinstance(rules.times, Grid):
        return 1
    if rules.times.minutes:
        return max((ends - starts) // rules.times.minutes, 1)
    inside = [one for one in rules.times.parts if starts <= one.starts and one.ends <= ends]
    return max(len(inside), 1)
