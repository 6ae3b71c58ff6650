# SPDX-License-Identifier: Apache-2.0
"""Take spaces for a disaster in one act, and give them back (避難のための切りかえ)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.close_space import close_space, reopen_space
from madoguchi.engines.booking.commands.pause_courses import resume_courses
from madoguchi.engines.booking.models import Closure, EvacuationOrder, Reservation, Space
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.consequences import closures_in_the_way, topmost
from madoguchi.engines.booking.rules.desk_refusals import AlreadyClosed, ReasonMissing
from madoguchi.engines.booking.rules.refusals import (
    ReservationUnknown,
    RuleWrong,
    SpaceUnknown,
)
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

LOST_FACTS = ("number", "starts_at", "ends_at", "space")


@in_one_go
def order_evacuation(
    *,
    spaces: Sequence[str],
    starts_at: datetime,
    ends_at: datetime,
    words: str,
    actor: Actor,
    at: datetime,
    is_shelter: bool = True,
) -> EvacuationOrder:
    """Close every space with all its parts, end what is booked there and tell everyone, or nothing.

    A part of a space that is named itself is not taken twice. Nobody owes anything. ``words`` go
    to the people whose bookings end; ``is_shelter`` opens the spaces as shelters.

    Raises:
        SpaceUnknown, NotAllowed: one of the spaces is not known, or not this person's.
        AlreadyClosed: one of them is closed already in that time.
        ReasonMissing, RuleWrong: no words for the people, or an end before the beginning.
    """
    found = _check(spaces, starts_at, ends_at, words, actor=actor, at=at)
    order = EvacuationOrder.objects.create(
        starts_at=starts_at,
        ends_at=ends_at,
        words=words.strip(),
        is_shelter=is_shelter,
        made_at=at,
        made_by_ref=actor.ref,
    )
    ended = 0
    for space in found:
        closure = close_space(
            space=space.key, starts_at=starts_at, ends_at=ends_at, reason="emergency",
            words=order.words, actor=actor, at=at, cancel_bookings=True, order_id=order.id,
        )  # fmt: skip
        ended += len(closure.ended)
    record(
        action="booking.evacuation.ordered",
        actor=actor,
        subject=f"booking:evacuation:{order.id}",
        at=at,
        detail={"spaces": [one.key for one in found], "cancelled": ended, "shelter": is_shelter},
    )
    return order


def _check(
    keys: Sequence[str],
    starts_at: datetime,
    ends_at: datetime,
    words: str,
    *,
    actor: Actor,
    at: datetime,
) -> list[Space]:
    """The spaces, without those that lie under another of them."""
    if not words.strip():
        raise ReasonMissing
    if ends_at <= max(starts_at, at):
        raise RuleWrong(why="終わりは、始まりといまより後にしてください")
    found = topmost(keys)
    if not found:
        raise SpaceUnknown
    for space in found:
        check_may_work(actor, space.section, MANAGE)
    standing = closures_in_the_way(found, starts_at, ends_at)
    if standing:
        raise AlreadyClosed(space=standing[0].space.title.get("ja", standing[0].space.key))
    return found


@in_one_go
def lift_evacuation(*, order_id: UUID, actor: Actor, at: datetime) -> EvacuationOrder:
    """Open the spaces again and restore what still can be; ``lost`` lists what cannot. Twice is once.

    Raises:
        ReservationUnknown, NotAllowed: no such order, or not by this person.
    """
    order = EvacuationOrder.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise ReservationUnknown
    closures = list(Closure.objects.filter(order=order).select_related("space").order_by("id"))
    for closure in closures:
        check_may_work(actor, closure.space.section, MANAGE)
    if order.lifted_at is not None:
        return order
    lost: list[UUID] = []
    for closure in closures:
        lost += reopen_space(closure_id=closure.id, actor=actor, at=at)
    paused = [one for closure in closures for one in closure.paused]
    meetings = resume_courses(paused, actor=actor, at=at)
    order.lifted_at, order.lost = at, _facts_of(lost)
    order.save(update_fields=["lifted_at", "lost"])
    record(
        action="booking.evacuation.lifted",
        actor=actor,
        subject=f"booking:evacuation:{order.id}",
        at=at,
        detail={"lost": [one["number"] for one in order.lost], "meetings_lost": len(meetings)},
    )
    return order


def _facts_of(ids: list[UUID]) -> list[dict[str, str]]:
    """What staff need to speak with those whose bookings could not be restored."""
    rows = Reservation.objects.filter(id__in=ids).select_related("space").order_by("starts_at")
    return [
        {
            "number": row.number,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "space": row.space.title.get("ja", row.space.key) if row.space else "",
        }
        for row in rows
    ]
