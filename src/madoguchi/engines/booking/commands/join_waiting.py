# SPDX-License-Identifier: Apache-2.0
"""Join a waiting list, and leave it (キャンセル待ち)."""

import secrets
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.deciding import plan
from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.models import WaitingEntry
from madoguchi.engines.booking.policy import may_book_for_group, may_work
from madoguchi.engines.booking.rules.refusals import (
    AlreadyWaiting,
    NoWaitingList,
    QuotaFull,
    ReservationUnknown,
)
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

_LATEST = 1 << 62


@in_one_go
def join_waiting(
    *, wanted: Wanted, actor: Actor, at: datetime, all_or_none: bool = True
) -> WaitingEntry:
    """Wait for a time that is full; first come first served, or drawn where the offer says so.

    Raises:
        NoWaitingList: the offer keeps none. QuotaFull: the list itself is full.
        AlreadyWaiting: this person or group is on it.
        Refusal: as ``hold`` for a wish that could never be granted.
    """
    found = plan(wanted, actor=actor, at=at)
    waiting = found.rules.waiting
    if not waiting.size:
        raise NoWaitingList
    lock_parties([f"waiting:{found.offer.id}", *found.parties])
    rows = WaitingEntry.objects.filter(
        offer=found.offer,
        place=wanted.space,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        state="waiting",
    )
    party = found.parties[-1]
    if rows.filter(party_ref=party).exists():
        raise AlreadyWaiting
    if rows.count() >= waiting.size:
        raise QuotaFull(left=0)
    drawn = waiting.order == "draw"
    entry = WaitingEntry.objects.create(
        id=new_id(),
        offer=found.offer,
        space=found.space,
        place=wanted.space,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        person_ref=found.person_ref,
        group=found.group,
        party_ref=party,
        people=wanted.people,
        all_or_none=all_or_none,
        ticket=secrets.randbelow(_LATEST) if drawn else int(at.timestamp() * 1_000_000),
        joined_at=at,
    )
    _write("booking.waiting.joined", entry, actor=actor, at=at)
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
        entry.state = "left"
        entry.save(update_fields=["state"])
        _write("booking.waiting.left", entry, actor=actor, at=at)
    return entry


def _may_touch(actor: Actor, entry: WaitingEntry) -> bool:
    if actor.kind == "citizen" and entry.person_ref == actor.ref:
        return True
    if may_work(actor, entry.offer.section):
        return True
    return entry.group_id is not None and may_book_for_group(actor, entry.group_id)


def _write(action: str, entry: WaitingEntry, *, actor: Actor, at: datetime) -> None:
    record(
        action=action,
        actor=actor,
        subject=f"booking:waiting:{entry.id}",
        at=at,
        detail={
            "offer": entry.offer.key,
            "starts_at": entry.starts_at.isoformat(),
            "people": entry.people,
        },
    )
