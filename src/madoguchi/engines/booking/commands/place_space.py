# SPDX-License-Identifier: Apache-2.0
"""Set up a place, a part of it, equipment or a person for booking; set its hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.models import (
    OPEN,
    Claim,
    OpeningException,
    OpeningHours,
    Reservation,
    Space,
    SpaceLeaf,
)
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.rules.hours import Hours, HoursException
from madoguchi.engines.booking.rules.refusals import (
    CapacityBelowSold,
    RuleWrong,
    SpaceInUse,
    SpaceUnknown,
)
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def place_space(
    *,
    key: str,
    title: Mapping[str, str],
    section: str,
    actor: Actor,
    at: datetime,
    parent: str = "",
    kind: str = "place",
    capacity: int = 1,
    more: Mapping[str, Any] | None = None,
) -> Space:
    """Make or change a space; ``more``: about, address, latitude, longitude, position, is_active,
    door.

    Raises:
        NotAllowed: not staff who manage the section.
        SpaceInUse: the parent is booked itself; its bookings would not cover the new part.
        CapacityBelowSold: a booking to come is for more people than that.
        SpaceUnknown: there is no such parent. RuleWrong: the tree would bite its tail.
    """
    check_may_work(actor, section, MANAGE)
    above = _lock_parent(parent, key, at=at) if parent else None
    _check_capacity(key, capacity, at=at)
    space, made = Space.objects.update_or_create(
        key=key,
        defaults={
            "title": dict(title),
            "section": section,
            "kind": kind,
            "capacity": capacity,
            "parent": above,
            **(more or {}),
        },
    )
    rebuild_leaves()
    record(
        action="booking.space.placed",
        actor=actor,
        subject=f"booking:space:{key}",
        at=at,
        detail={"made": made, "parent": parent, "section": section, "capacity": capacity},
    )
    return space


def _lock_parent(parent: str, key: str, *, at: datetime) -> Space:
    above = Space.objects.select_for_update().filter(key=parent).first()
    if above is None:
        raise SpaceUnknown
    walker: Space | None = above
    while walker is not None:
        if walker.key == key:
            raise RuleWrong(why="場所を自分自身の下には置けません")
        walker = walker.parent
    if above.is_leaf:
        live = Claim.objects.filter(leaf=above, live=True, ends_at__gt=at).count()
        if live:
            raise SpaceInUse(count=live)
    return above


def _check_capacity(key: str, capacity: int, *, at: datetime) -> None:
    """A place must still hold whoever has booked it; 1 means that nobody counts."""
    if capacity == 1:
        return
    fullest = (
        Reservation.objects.filter(space__key=key, state__in=OPEN, ends_at__gt=at)
        .order_by("-people")
        .first()
    )
    if fullest is not None and fullest.people > capacity:
        day, minute = day_and_minute(fullest.starts_at)
        when = f"{day.month}月{day.day}日 {clock_of(minute)}"
        raise CapacityBelowSold(bucket=when, taken=fullest.people, capacity=capacity)


def rebuild_leaves() -> None:
    """Which leaves lie under which space, anew from the tree; only differences are written."""
    parents = dict(Space.objects.values_list("id", "parent_id"))
    nodes = {parent for parent in parents.values() if parent is not None}
    wanted = set()
    for space in parents:
        if space in nodes:
            continue
        at = space
        while at is not None:
            wanted.add((at, space))
            at = parents[at]
    have = {(row.space_id, row.leaf_id): row.id for row in SpaceLeaf.objects.all()}
    SpaceLeaf.objects.filter(id__in=[have[pair] for pair in have.keys() - wanted]).delete()
    SpaceLeaf.objects.bulk_create(
        SpaceLeaf(space_id=space, leaf_id=leaf) for space, leaf in sorted(wanted - have.keys())
    )
    Space.objects.filter(id__in=nodes, is_leaf=True).update(is_leaf=False)
    Space.objects.exclude(id__in=nodes).filter(is_leaf=False).update(is_leaf=True)


@transaction.atomic
def set_hours(
    *,
    space: str,
    hours: Sequence[Hours],
    actor: Actor,
    at: datetime,
    exceptions: Sequence[HoursException] = (),
) -> None:
    """Replace the opening hours of a space, and add exceptions.

    Bookings that lie outside the new hours stay as they are: hours decide about new ones only.

    Raises:
        SpaceUnknown, NotAllowed: no such space, or not by this person.
    """
    found = Space.objects.filter(key=space).first()
    if found is None:
        raise SpaceUnknown
    check_may_work(actor, found.section, MANAGE)
    OpeningHours.objects.filter(space=found).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            space=found,
            weekdays=line.weekdays,
            opens=line.opens,
            closes=line.closes,
            season_from=line.season[0] if line.season else None,
            season_until=line.season[1] if line.season else None,
            valid_from=line.valid_from,
            valid_until=line.valid_until,
        )
        for line in hours
    )
    OpeningException.objects.bulk_create(
        OpeningException(
            space=found,
            from_on=one.from_on,
            until_on=one.until_on,
            opens=one.opens,
            closes=one.closes,
        )
        for one in exceptions
    )
    record(
        action="booking.hours.set",
        actor=actor,
        subject=f"booking:space:{space}",
        at=at,
        detail={"lines": len(hours), "exceptions": len(exceptions)},
    )


@transaction.atomic
def end_exception(*, exception_id: UUID, actor: Actor, at: datetime) -> None:
    """Let the usual hours hold again on the days of an exception; twice changes nothing.

    Raises:
        NotAllowed: not by this person.
    """
    one = OpeningException.objects.select_related("space").filter(id=exception_id).first()
    if one is None:
        return
    check_may_work(actor, one.space.section, MANAGE)
    one.delete()
    record(
        action="booking.exception.ended",
        actor=actor,
        subject=f"booking:space:{one.space.key}",
        at=at,
        detail={"from_on": one.from_on.isoformat(), "until_on": one.until_on.isoformat()},
    )
