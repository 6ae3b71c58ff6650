# SPDX-License-Identifier: Apache-2.0
"""What stands in the week of a facility: booked, held, closed, being made ready, free?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from madoguchi.engines.booking.models import Claim, Closure, Reservation, Space
from madoguchi.engines.booking.queries.consequences import claims_between
from madoguchi.engines.booking.queries.offers import chains_of, leaves_of, lines_for, lines_of
from madoguchi.engines.booking.rules.hours import hours_on
from madoguchi.engines.booking.rules.times import DAY_MINUTES, days_between, instant_of

Kind = Literal["free", "held", "booked", "used", "no_show", "closed", "shelter", "buffer", "shut"]
KINDS: tuple[Kind, ...] = (
    "free", "held", "booked", "used", "no_show", "closed", "shelter", "buffer", "shut",
)  # fmt: skip
_KIND_OF: dict[str, Kind] = {
    "held": "held", "won": "held", "confirmed": "booked", "used": "used", "no_show": "no_show",
}  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A time of a day in minutes and what it is; 0 to 1440 is the whole day."""

    kind: Kind
    starts: int
    ends: int
    reservation: Reservation | None = None
    closure: Closure | None = None
    by_part: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A space and its marks, one tuple for each day."""

    space: Space
    depth: int
    days: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Some days of some spaces."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]


def read_grid(
    spaces: Sequence[Space], first: date, count: int, *, at: datetime, kinds: Collection[str] = ()
) -> Grid:
    """The marks of the spaces over so many days; five queries for any number of either.

    An expired hold is free. ``kinds`` leaves out what is of no other kind.
    """
    days = tuple(days_between(first, first + timedelta(days=count - 1)))
    chains = chains_of(spaces)
    known = lines_of(list(chains.values()), days[0], days[-1])
    leaves = leaves_of([one.id for one in spaces])
    claims = _by_leaf(
        claims_between({leaf for found in leaves.values() for leaf in found}, first, count), at=at
    )
    ids = {one.id for one in spaces}
    rows = []
    for space in spaces:
        mine = _without_twins(claim for leaf in leaves.get(space.id, ()) for claim in claims[leaf])
        lines = lines_for(chains[space.id], known)
        found = tuple(_day(space, day, mine, lines, kinds) for day in days)
        rows.append(Row(space, sum(one in ids for one in chains[space.id][1:]), found))
    return Grid(days, tuple(rows))


def _by_leaf(claims: Iterable[Claim], *, at: datetime) -> dict[UUID, list[Claim]]:
    found: dict[UUID, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.expires_at is None or claim.expires_at > at:
            found[claim.leaf_id].append(claim)
    return found


def _without_twins(claims: Iterable[Claim]) -> list[Claim]:
    """A booking of a whole claims each leaf; it is one booking all the same."""
    found: dict[object, Claim] = {}
    for claim in claims:
        key = claim.reservation_id or (claim.closure_id, claim.starts_at)
        found.setdefault(key, claim)
    return sorted(found.values(), key=lambda one: (one.starts_at, one.ends_at))


def _day(
    space: Space, day: date, claims: Sequence[Claim], lines: object, kinds: Collection[str]
) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for claim in claims:
        marks += _marks_of(claim, space, day)
    hours = ((0, DAY_MINUTES),) if lines is None else hours_on(day, *lines)  # type: ignore[misc]
    taken = [(mark.starts, mark.ends) for mark in marks]
    marks += [Mark("free", *span) for span in gaps(hours, taken)]
    if not hours and not marks:
        marks.append(Mark("shut", 0, DAY_MINUTES))
    wanted = [one for one in marks if not kinds or one.kind in kinds]
    return tuple(sorted(wanted, key=lambda one: (one.starts, one.ends)))


def _marks_of(claim: Claim, space: Space, day: date) -> list[Mark]:
    """The use itself, and the minutes before and after it that nobody can book."""
    whole = minutes_in(day, claim.starts_at, claim.ends_at)
    if whole is None:
        return []
    if claim.reservation is None:
        closure = claim.closure
        kind: Kind = "shelter" if closure and _shelters(closure) else "closed"
        return [Mark(kind, *whole, closure=closure)]
    one = claim.reservation
    use = minutes_in(day, one.starts_at, one.ends_at)
    if one.state not in _KIND_OF:
        return [Mark("buffer", *whole, reservation=one)]
    found = []
    if use is not None:
        by_part = one.space_id != space.id
        found.append(Mark(_KIND_OF[one.state], *use, reservation=one, by_part=by_part))
    return found + [
        Mark("buffer", *span, reservation=one) for span in gaps([whole], [use or whole])
    ]


def _shelters(closure: Closure) -> bool:
    return closure.order is not None and closure.order.is_shelter


def minutes_in(day: date, starts_at: datetime, ends_at: datetime) -> Span | None:
    """The part of a time that lies on a day, in minutes; None where none does."""
    midnight = instant_of(day, 0)
    first = max(int((starts_at - midnight).total_seconds()) // 60, 0)
    last = min(int((ends_at - midnight).total_seconds()) // 60, DAY_MINUTES)
    return (first, last) if first < last else None


def gaps(hours: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of the hours."""
    spans, found = sorted(taken), []
    for opens, closes in hours:
        reached = opens
        for starts, ends in spans:
            if starts > reached and reached < closes:
                found.append((reached, min(starts, closes)))
            reached = max(reached, ends)
        if reached < closes:
            found.append((reached, closes))
    return [span for span in found if span[0] < span[1]]
