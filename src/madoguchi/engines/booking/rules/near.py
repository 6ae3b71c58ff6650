# SPDX-License-Identifier: Apache-2.0
"""Which times of a day could a caller be given, how near are they, and for which could one wait?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from madoguchi.engines.booking.rules.offer import FreeTimes, OfferRules
from madoguchi.engines.booking.rules.runs import longer_times, shortest_of
from madoguchi.engines.booking.rules.times import day_and_minute, instant_of

Hours = tuple[int | None, int | None]
"""Start and end in minutes of a day, None where not said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asks for; ``waived``: also times that the window of the offer does not open."""

    day: date
    hours: Hours
    people: int
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A time, made of one slot or of several; ``left`` as in the fullest of them."""

    starts_at: datetime
    ends_at: datetime
    left: int | None = None


class Cell(Protocol):
    """A slot of a day as the availability gives it."""

    @property
    def starts_at(self) -> datetime:
        """Its beginning."""
        ...

    @property
    def ends_at(self) -> datetime:
        """Its end."""
        ...

    @property
    def is_free(self) -> bool:
        """Whether nobody has it."""
        ...

    @property
    def is_bookable(self) -> bool:
        """Whether the window is open."""
        ...

    @property
    def left(self) -> int | None:
        """Places left, None where none are counted."""
        ...


def candidates(
    rules: OfferRules, slots: Sequence[Cell], on: date, asked: Asked, *, at: datetime
) -> list[Near]:
    """What of a day could be given: single slots, or where a length was asked times as long.

    From each start the shortest time that lasts long enough, and the shortest that holds all of
    what was asked.
    """

    def is_free(slot: Cell) -> bool:
        return slot.is_free and _is_open(slot, asked, at) and _has_room(slot, asked)

    starts, ends = asked.hours
    if starts is None or ends is None:
        return [Near(one.starts_at, one.ends_at, one.left) for one in slots if is_free(one)]
    times = longer_times(rules, slots, is_free)
    first, last = instant_of(on, starts), instant_of(on, ends)
    around = [one for one in times if one[0] <= first and last <= one[1]]
    found = set(shortest_of(times, ends - starts))
    found.update(sorted(around, key=lambda one: one[1] - one[0])[:1])
    return [_made_of(slots, *one) for one in sorted(found)]


def taken_times(
    rules: OfferRules, slots: Sequence[Cell], asked: Asked, *, at: datetime
) -> list[Near]:
    """The times of the asked-for day that others have: one could wait for them."""
    starts, ends = asked.hours
    first = instant_of(asked.day, starts or 0)
    last = instant_of(asked.day, 1440 if ends is None else ends)
    full = [
        one
        for one in slots
        if _is_open(one, asked, at)
        and not (one.is_free and _has_room(one, asked))
        and one.starts_at < last
        and first < one.ends_at
    ]
    if isinstance(rules.times, FreeTimes) and starts is not None and ends is not None:
        length, times = ends - starts, rules.times
        on_step = not starts % times.step and not length % times.step
        fits = times.shortest <= length <= times.longest and on_step
        return [Near(first, last)] if full and fits else []
    return [Near(one.starts_at, one.ends_at, one.left) for one in full]


def distance(slot: Near, asked: Asked) -> tuple[int, bool, int, int, datetime]:
    """Day first, then whether it holds all of what was asked, how far from the hour, how long."""
    on, minute = day_and_minute(slot.starts_at)
    starts, ends = asked.hours
    length = int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    away = 0 if starts is None else abs(minute - starts)
    if starts is None or ends is None:
        return abs((on - asked.day).days), False, away, 0, slot.starts_at
    holds = minute <= starts and ends <= minute + length
    longer = abs(length - (ends - starts))
    return abs((on - asked.day).days), not holds, away, longer, slot.starts_at


def _is_open(slot: Cell, asked: Asked, at: datetime) -> bool:
    return slot.is_bookable or (asked.waived and slot.starts_at > at)


def _has_room(slot: Cell, asked: Asked) -> bool:
    return slot.left is None or slot.left >= asked.people


def _made_of(slots: Sequence[Cell], starts_at: datetime, ends_at: datetime) -> Near:
    inside = [one.left for one in slots if starts_at <= one.starts_at and one.ends_at <= ends_at]
    return Near(starts_at, ends_at, min((one for one in inside if one is not None), default=None))
