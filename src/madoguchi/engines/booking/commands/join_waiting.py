# SPDX-License-Identifier: Apache-2.0
"""Join a waiting list, and leave it (キャンセル待ち)."""

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, check_turn, plan
from madoguchi.engines.booking.commands.end_waiting import seal_waiting, write_waiting
from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.commands.taking import find_room, places_left
from madoguchi.engines.booking.models import WaitingEntry
from madoguchi.engines.booking.policy import may_book_for_group, may_work
from madoguchi.engines.booking.queries.quotas import quotas_of
from madoguchi.engines.booking.rules.refusals import (
    AlreadyWaiting,
    NoWaitingList,
    QuotaFull,
    ReservationUnknown,
    SlotTaken,
    TooManyPeople,
    WaitingListFirst,
)
from madoguchi.engines.booking.rules.waiting_refusals import ListFull, WaitingNotNeeded
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id

_LATEST = 1 << 62


@in_one_go
def join_waiting(
    *, wanted: Wanted, actor: Actor, at: datetime, all_or_none: bool = True
) -> WaitingEntry:
    """Wait for a time that is full; first come first served, or drawn where the offer says so.

    Purpose, equipment and contact (encrypted) are kept for the booking. Children who are named come
    together, so their party is whole or nothing.

    Raises:
        NoWaitingList: the offer keeps none. ListFull: the list itself is full.
        WaitingNotNeeded: there is room: it can be booked now.
        AlreadyWaiting: this person or group is on it.
        Refusal: as ``hold`` for a wish that could never be granted, or not to this person.
    """
    found = plan(wanted, actor=actor, at=at)
    waiting = found.rules.waiting
    if not waiting.size:
        raise NoWaitingList
    whole = all_or_none or bool(wanted.births)
    lock_parties([f"waiting:{found.offer.id}", *found.parties])
    rows = WaitingEntry.objects.filter(
        offer=found.offer,
        place=wanted.space,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        state="waiting",
    )
    if rows.filter(party_ref=found.parties[-1]).exists():
        raise AlreadyWaiting
    check_counted(found, at=at)
    _check_full(found, whole=whole, at=at)
    if rows.count() >= waiting.size:
        raise ListFull(size=waiting.size)
    entry = _entry(found, at=at, whole=whole)
    entry.save(force_insert=True)
    write_waiting("booking.waiting.joined", entry, actor=actor, at=at)
    return entry


def _check_full(found: Plan, *, whole: bool, at: datetime) -> None:
    """Whether nothing is free for the party; who takes what there is waits only for none at all.

    Raises:
        WaitingNotNeeded: there is room. LotteryFirst: a lottery gives the time out.
        TooManyPeople: so many would never fit.
    """
    smallest = min((quota.capacity for quota in quotas_of(found.offer)), default=None)
    if smallest is not None and whole and found.wanted.people > smallest:
        raise TooManyPeople(most=smallest)
    asked = found if whole else replace(found, wanted=replace(found.wanted, people=1))
    try:
        _, counts = find_room(asked, at=at)
    except (SlotTaken, QuotaFull):
        return
    left = places_left(counts)
    try:
        check_turn(asked, left=left)
    except WaitingListFirst:
        return
    raise WaitingNotNeeded


def _entry(found: Plan, *, at: datetime, whole: bool) -> WaitingEntry:
    wanted = found.wanted
    drawn = found.rules.waiting.order == "draw"
    entry = WaitingEntry(
        id=new_id(),
        offer=found.offer,
        space=found.space,
        place=wanted.space,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        person_ref=found.person_ref,
        group=found.group,
        party_ref=found.parties[-1],
        people=wanted.people,
        purpose=wanted.purpose,
        extras=[list(one) for one in wanted.extras],
        all_or_none=whole,
        ticket=secrets.randbelow(_LATEST) if drawn else int(at.timestamp() * 1_000_000),
        joined_at=at,
    )
    births = ",".join(one.isoformat() for one in wanted.births)
    entry.sealed = seal_waiting(entry, {**wanted.contact, **({"births": births} if births else {})})
    return entry


@in_one_go
def leave_waiting(*, entry_id: UUID, actor: Actor, at: datetime) -> WaitingEntry:
    """Leave the list; twice changes nothing.

    Raises:
        ReservationUnknown: not on the list, or somebody else's place.
    """
    entry = (
        WaitingEntry.objects.select_for_update(of=("self",))
        .select_related("offer")
        .filter(id=entry_id)
        .first()
    )
    if entry is None or not _may_touch(actor, entry):
        raise ReservationUnknown
    if entry.state == "waiting":
        entry.state, entry.ended_at, entry.sealed, entry.passed_over = "left", at, b"", ""
        entry.save(update_fields=["state", "ended_at", "sealed", "passed_over"])
        write_waiting("booking.waiting.left", entry, actor=actor, at=at)
    return entry


def _may_touch(actor: Actor, entry: WaitingEntry) -> bool:
    if actor.kind == "citizen" and entry.person_ref == actor.ref:
        return True
    if may_work(actor, entry.offer.section):
        return True
    return entry.group_id is not None and may_book_for_group(actor, entry.group_id)
