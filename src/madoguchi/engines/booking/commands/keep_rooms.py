# SPDX-License-Identifier: Apache-2.0
"""Keep the rooms of a course for its meetings, so that nobody else books them (講座の会場)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.locking import lock_these_leaves
from madoguchi.engines.booking.commands.occupy import claim_leaves, find_in_the_way, free_claims
from madoguchi.engines.booking.models import Claim, Closure, Offer, Space
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.offers import leaves_of
from madoguchi.engines.booking.rules.meetings import sessions_of
from madoguchi.engines.booking.rules.refusals import SpaceUnknown
from madoguchi.engines.booking.rules.rule_refusals import RoomsTaken
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

Wanted = tuple[UUID, datetime, datetime]


def keep_rooms(offer: Offer, *, actor: Actor, at: datetime) -> int:
    """Block the rooms of every meeting to come, and free those of meetings that moved or went.

    Twice changes nothing. Returns how many rooms were blocked or freed.

    Raises:
        SpaceUnknown, NotAllowed: a room is not known, or not this person's.
        RoomsTaken: somebody has booked a room, or it is closed; nothing was changed.
    """
    sessions = [one for one in sessions_of(offer.read_rules()) if one.ends_at > at]
    known = list(Closure.objects.filter(offer=offer, lifted_at=None, ends_at__gt=at))
    if not known and not any(one.rooms for one in sessions):
        return 0
    spaces = _spaces({key for one in sessions for key in one.rooms})
    wanted: dict[Wanted, Space] = {
        (spaces[key].id, one.starts_at, one.ends_at): spaces[key]
        for one in sessions
        for key in one.rooms
    }
    leaves = leaves_of([space.id for space in spaces.values()])
    claims = list(Claim.objects.filter(closure__in=known, live=True))
    lock_these_leaves(
        {*(one.leaf_id for one in claims), *(leaf for some in leaves.values() for leaf in some)}
    )
    gone = [one for one in known if (one.space_id, one.starts_at, one.ends_at) not in wanted]
    free_claims(one for one in claims if one.closure_id in {row.id for row in gone})
    Closure.objects.filter(id__in=[one.id for one in gone]).update(lifted_at=at)
    kept = {(one.space_id, one.starts_at, one.ends_at) for one in known}
    fresh = sorted((key for key in wanted if key not in kept), key=lambda one: (one[1], one[0]))
    for key in fresh:
        check_may_work(actor, wanted[key].section, MANAGE)
        _block(offer, wanted[key], key, leaves[key[0]], actor=actor, at=at)
    if fresh or gone:
        record(
            action="booking.rooms.kept",
            actor=actor,
            subject=offer.ref,
            at=at,
            detail={"blocked": len(fresh), "freed": len(gone)},
        )
    return len(fresh) + len(gone)


def _spaces(keys: set[str]) -> dict[str, Space]:
    found = {one.key: one for one in Space.objects.filter(key__in=keys)}
    if len(found) != len(keys):
        raise SpaceUnknown
    return found


def _block(
    offer: Offer, space: Space, key: Wanted, leaves: list[UUID], *, actor: Actor, at: datetime
) -> None:
    _, starts_at, ends_at = key
    found = find_in_the_way(leaves, starts_at, ends_at)
    if found:
        raise RoomsTaken(
            course=offer.title.get("ja", offer.key),
            space=space.title.get("ja", space.key),
            when=_words(starts_at),
            count=len({one for one, _ in found if one is not None}),
        )
    row = Closure.objects.create(
        space=space,
        starts_at=starts_at,
        ends_at=ends_at,
        reason="event",
        words=str(offer.title.get("ja", offer.key))[:400],
        made_by_ref=actor.ref,
        made_at=at,
        offer=offer,
    )
    claim_leaves(leaves, starts_at, ends_at, closure_id=row.id)


def _words(moment: datetime) -> str:
    day, minute = day_and_minute(moment)
    return f"{day.month}月{day.day}日 {clock_of(minute)}"


def free_rooms(offer: Offer, *, at: datetime) -> None:
    """Give back every room of a course that is no longer held."""
    rows = list(Closure.objects.filter(offer=offer, lifted_at=None, ends_at__gt=at))
    claims = list(Claim.objects.filter(closure__in=rows, live=True))
    lock_these_leaves(one.leaf_id for one in claims)
    free_claims(claims)
    Closure.objects.filter(id__in=[one.id for one in rows]).update(lifted_at=at)
