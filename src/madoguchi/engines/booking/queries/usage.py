# SPDX-License-Identifier: Apache-2.0
"""How much are places used: by weekday and hour, by facility, by month; how did bookings end?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from madoguchi.engines.booking.models import Claim, Reservation, Space
from madoguchi.engines.booking.queries.offers import chains_of, leaves_of, lines_for, lines_of
from madoguchi.engines.booking.rules.hours import hours_on
from madoguchi.engines.booking.rules.times import (
    DAY_MINUTES,
    day_and_minute,
    days_between,
    instant_of,
    last_day_and_minute,
)

HOUR, USED = 60, ("confirmed", "used", "no_show")
CHUNK = 2000
Cell = tuple[int, int]
"""Weekday from Monday and hour of the day."""


@dataclass(slots=True)
class Ends:
    """How the bookings of a month or facility ended."""

    booked: int = 0
    used: int = 0
    no_show: int = 0
    cancelled: int = 0
    late: int = 0
    expired: int = 0
    people: int = 0


@dataclass(slots=True)
class Usage:
    """What was open and what of it was used, in minutes of leaves or places; how bookings ended."""

    open: Counter[Cell] = field(default_factory=Counter)
    used: Counter[Cell] = field(default_factory=Counter)
    by_month: dict[date, Ends] = field(default_factory=lambda: defaultdict(Ends))
    by_space: dict[str, Ends] = field(default_factory=lambda: defaultdict(Ends))
    """By the key of a space; of an offer without places by its reference."""
    open_of: Counter[str] = field(default_factory=Counter)
    used_of: Counter[str] = field(default_factory=Counter)

    def rate(self, cell: Cell) -> int | None:
        """Percent of the open minutes that were used; None where it was never open."""
        return _percent(self.used[cell], self.open[cell])

    def rate_of(self, keys: Iterable[str]) -> int | None:
        """The same for a room, or for all rooms of a facility together."""
        listed = list(keys)
        return _percent(
            sum(self.used_of[key] for key in listed), sum(self.open_of[key] for key in listed)
        )

    def ends_of(self, keys: Iterable[str]) -> Ends:
        """How the bookings of some spaces ended, together."""
        total = Ends()
        for one in (self.by_space[key] for key in keys if key in self.by_space):
            for name in Ends.__slots__:
                setattr(total, name, getattr(total, name) + getattr(one, name))
        return total

    def add(self, other: "Usage") -> None:
        """Count another with this one: both must speak of different spaces and offers."""
        for name in ("open", "used", "open_of", "used_of"):
            getattr(self, name).update(getattr(other, name))
        self.by_space.update(other.by_space)
        for month, ends in other.by_month.items():
            for name in Ends.__slots__:
                mine = self.by_month[month]
                setattr(mine, name, getattr(mine, name) + getattr(ends, name))


def _percent(used: int, opened: int) -> int | None:
    return min(round(100 * used / opened), 100) if opened else None


def read_usage(spaces: Sequence[Space], first: date, last: date) -> Usage:
    """Count the leaves under the spaces between two days, both included; six queries.

    Rows are read in pieces, so that years of bookings need little memory.
    """
    found = Usage()
    leaves = leaves_of([one.id for one in spaces])
    ids = {leaf for listed in leaves.values() for leaf in listed}
    known = {one.id: one for one in Space.objects.filter(id__in=ids)}
    days = days_between(first, last)
    _count_open(found, list(known.values()), days)
    _count_used(found, known, first, last)
    _count_ends(found, ids, first, last)
    return found


def _count_open(found: Usage, leaves: Sequence[Space], days: Sequence[date]) -> None:
    chains = chains_of(leaves)
    known = lines_of(list(chains.values()), days[0], days[-1])
    for leaf in leaves:
        lines = lines_for(chains[leaf.id], known)
        for day in days:
            times = ((0, DAY_MINUTES),) if lines is None else hours_on(day, *lines)
            for span in times:
                for hour, minutes in hours_of(*span):
                    found.open[day.weekday(), hour] += minutes
                    found.open_of[leaf.key] += minutes


def hours_of(starts: int, ends: int) -> list[tuple[int, int]]:
    """The minutes of a span in each hour of the day."""
    return [
        (hour, min(ends, (hour + 1) * HOUR) - max(starts, hour * HOUR))
        for hour in range(starts // HOUR, -(-ends // HOUR))
    ]


def _count_used(found: Usage, leaves: dict[UUID, Space], first: date, last: date) -> None:
    rows = Claim.objects.filter(
        leaf_id__in=leaves,
        reservation__state__in=USED,
        reservation__starts_at__gte=instant_of(first, 0),
        reservation__starts_at__lt=instant_of(last, DAY_MINUTES),
    ).values_list("leaf_id", "reservation__starts_at", "reservation__ends_at")
    for leaf, starts_at, ends_at in rows.iterator(chunk_size=CHUNK):
        day, starts = day_and_minute(starts_at)
        end_day, ends = last_day_and_minute(ends_at)
        until = ends if end_day == day else DAY_MINUTES
        for hour, minutes in hours_of(starts, until):
            found.used[day.weekday(), hour] += minutes
            found.used_of[leaves[leaf].key] += minutes


def _count_ends(found: Usage, leaves: set[UUID], first: date, last: date) -> None:
    rows = (
        Reservation.objects.filter(
            Q(space__leaf_rows__leaf_id__in=leaves),
            starts_at__gte=instant_of(first, 0),
            starts_at__lt=instant_of(last, DAY_MINUTES),
        )
        .distinct()
        .values_list("id", "space__key", "state", "starts_at", "ended_at", "people")
    )
    for _, space, state, starts_at, ended_at, people in rows.iterator(chunk_size=CHUNK):
        month = day_and_minute(starts_at)[0].replace(day=1)
        for ends in (found.by_month[month], found.by_space[space]):
            add_end(ends, state, starts_at, ended_at, people)


def add_end(
    ends: Ends, state: str, starts_at: datetime, ended_at: datetime | None, people: int
) -> None:
    """Count one booking; late is a cancellation within a day of the start."""
    ends.booked += state != "expired"
    ends.used += state == "used"
    ends.no_show += state == "no_show"
    ends.cancelled += state == "cancelled"
    ends.expired += state == "expired"
    ends.people += people if state in USED else 0
    if state == "cancelled" and ended_at is not None:
        ends.late += starts_at - ended_at < timedelta(days=1)
