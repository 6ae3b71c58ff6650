# SPDX-License-Identifier: Apache-2.0
"""What would closing spaces, or other hours, do to bookings that stand?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from madoguchi.engines.booking.models import (
    LIVE,
    OPEN,
    Claim,
    Closure,
    Reservation,
    Space,
    SpaceLeaf,
)
from madoguchi.engines.booking.queries.offers import chains_of, lines_for, lines_of
from madoguchi.engines.booking.rules.hours import Hours, HoursException, hours_on, is_open
from madoguchi.engines.booking.rules.times import (
    day_and_minute,
    instant_of,
    last_day_and_minute,
)

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Consequences:
    """Which bookings would end, and for how many people."""

    bookings: tuple[Reservation, ...]
    under_way: tuple[Reservation, ...]
    standing: tuple[Closure, ...]
    meetings: tuple[Closure, ...] = ()
    """Rooms of courses that would be taken."""

    @property
    def people(self) -> int:
        """How many people would have to stay away."""
        return sum(one.people for one in (*self.bookings, *self.under_way))

    @property
    def parties(self) -> int:
        """How many people or groups would get a notice."""
        return len({one.group_id or one.person_ref for one in self.bookings if not _calls(one)})

    @property
    def callers(self) -> int:
        """How many have no account and are to be called."""
        return len({one.person_ref for one in self.bookings if _calls(one)})


def _calls(one: Reservation) -> bool:
    return one.person_ref.startswith("caller:")


def topmost(keys: Collection[str]) -> list[Space]:
    """The spaces of these keys without those that lie under another of them."""
    found = list(Space.objects.filter(key__in=set(keys)))
    if len(found) != len(set(keys)):
        return []
    chains = chains_of(found)
    ids = {one.id for one in found}
    return [one for one in found if not ids & set(chains[one.id][1:])]


def _leaves(spaces: Sequence[Space]) -> list[UUID]:
    return list(SpaceLeaf.objects.filter(space__in=spaces).values_list("leaf_id", flat=True))


def closures_in_the_way(
    spaces: Sequence[Space], starts_at: datetime, ends_at: datetime
) -> list[Closure]:
    """Closures that stand on a part of the spaces in the time."""
    return list(
        Closure.objects.filter(
            claims__leaf_id__in=_leaves(spaces), claims__live=True, lifted_at=None,
            starts_at__lt=ends_at, ends_at__gt=starts_at, offer=None,
        )
        .select_related("space")
        .distinct()
    )  # fmt: skip


def meetings_in_the_way(
    spaces: Sequence[Space], starts_at: datetime, ends_at: datetime
) -> list[Closure]:
    """Meetings of courses in a part of the spaces in the time, the next first."""
    return list(
        Closure.objects.filter(
            claims__leaf_id__in=_leaves(spaces), claims__live=True, lifted_at=None,
            starts_at__lt=ends_at, ends_at__gt=starts_at, offer__isnull=False,
        )
        .select_related("space", "offer")
        .distinct()
        .order_by("starts_at", "id")
    )  # fmt: skip


def preview_closing(keys: Collection[str], starts_at: datetime, ends_at: datetime) -> Consequences:
    """What closing the spaces for the time would end; a fixed number of queries."""
    spaces = topmost(keys)
    rows = (
        Reservation.objects.filter(
            claims__leaf_id__in=_leaves(spaces), claims__live=True, claims__starts_at__lt=ends_at,
            claims__ends_at__gt=starts_at, state__in=LIVE,
        )
        .select_related("offer", "space", "group")
        .distinct()
        .order_by("starts_at", "id")
    )  # fmt: skip
    found = list(rows)
    return Consequences(
        tuple(one for one in found if one.state in OPEN),
        tuple(one for one in found if one.state not in OPEN),
        tuple(closures_in_the_way(spaces, starts_at, ends_at)),
        tuple(meetings_in_the_way(spaces, starts_at, ends_at)),
    )


def outside_hours(
    space: Space,
    hours: Sequence[Hours],
    exceptions: Sequence[HoursException],
    *,
    at: datetime,
) -> list[Reservation]:
    """The bookings to come under a space that new hours would leave outside.

    Hours of a part win over those of the whole, so parts with hours of their own are left alone.
    """
    leaves = _leaves([space])
    rows = list(
        Reservation.objects.filter(
            claims__leaf_id__in=leaves, claims__live=True, state__in=OPEN, starts_at__gt=at
        )
        .select_related("offer", "space", "group")
        .distinct()
        .order_by("starts_at", "id")
    )
    if not rows:
        return []
    chains = chains_of({row.space_id: row.space for row in rows if row.space}.values())
    last = day_and_minute(rows[-1].starts_at)[0]
    known = lines_of(list(chains.values()), day_and_minute(at)[0], last)
    known[space.id] = (tuple(hours), tuple(exceptions))
    found = []
    for row in rows:
        lines = lines_for(chains[row.space_id], known) if row.space_id in chains else None
        if lines is not None and not _fits(row, hours_on(day_and_minute(row.starts_at)[0], *lines)):
            found.append(row)
    return found


def _fits(row: Reservation, times: tuple[tuple[int, int], ...]) -> bool:
    first, starts = day_and_minute(row.starts_at)
    last, ends = last_day_and_minute(row.ends_at)
    return first != last or is_open(times, starts, ends)


def list_closures(spaces: Collection[UUID], *, since: datetime) -> list[Closure]:
    """Closures of the spaces that are not over, the next first."""
    rows = Closure.objects.filter(space__in=spaces, lifted_at=None, ends_at__gt=since)
    return list(rows.select_related("space", "order").order_by("starts_at"))


def claims_between(leaves: Collection[UUID], first: date, days: int) -> list[Claim]:
    """Every live claim on the leaves in the days, with what it belongs to; one query."""
    rows = Claim.objects.filter(
        Q(starts_at__lt=instant_of(first + timedelta(days=days), 0)),
        leaf_id__in=leaves,
        live=True,
        ends_at__gt=instant_of(first, 0),
    )
    return list(
        rows.select_related(
            "reservation__offer", "reservation__space", "reservation__group", "closure__order",
            "closure__space",
        ).order_by("starts_at")
    )  # fmt: skip
