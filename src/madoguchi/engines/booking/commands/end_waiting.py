# SPDX-License-Identifier: Apache-2.0
"""End a place on a waiting list with its reason, or pass it over; the person is always told."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.models import Notice, WaitingEntry
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.waiting import WAITING
from madoguchi.engines.booking.rules.desk_refusals import ReasonMissing
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt

MOST_AT_ONCE = 500


@in_one_go
def remove_waiting(*, entry_id: UUID, why: str, actor: Actor, at: datetime) -> WaitingEntry:
    """Take somebody off the list; the person reads why.

    Raises:
        ReservationUnknown, NotAllowed: nobody waits so, or not by this person.
        ReasonMissing: the person would not know why.
    """
    entry = lock_entry(entry_id)
    if entry is None:
        raise ReservationUnknown
    check_may_work(actor, entry.offer.section)
    if not why.strip():
        raise ReasonMissing
    end_waiting(entry, "removed", actor=actor, at=at, about={"words": why.strip()})
    return entry


@in_one_go
def end_past_waiting(*, actor: Actor, at: datetime) -> int:
    """End the places for times that have begun without one becoming free; how many.

    At most 500, the oldest first; the next run takes the others.
    """
    rows = WaitingEntry.objects.select_for_update(of=("self",)).select_related("offer", "space")
    over = rows.filter(state="waiting", starts_at__lte=at).order_by("starts_at", "id")
    ended = list(over[:MOST_AT_ONCE])
    for entry in ended:
        end_waiting(entry, "past", actor=actor, at=at)
    return len(ended)


def lock_entry(entry_id: UUID) -> WaitingEntry | None:
    """One who waits, held until the end of the transaction; None where nobody does any more."""
    return (
        WaitingEntry.objects.select_for_update(of=("self",))
        .select_related("offer", "space", "group")
        .filter(id=entry_id, state="waiting")
        .first()
    )


def end_waiting(
    entry: WaitingEntry,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write the end of a locked place, forget who waited, and tell the person why."""
    entry.state, entry.ended_at, entry.end_reason = "over", at, reason
    entry.sealed, entry.passed_over = b"", ""
    entry.save(update_fields=["state", "ended_at", "end_reason", "sealed", "passed_over"])
    write_waiting(
        "booking.waiting.ended", entry, actor=actor, at=at, more={"reason": reason, **(about or {})}
    )
    tell_waiting(entry, f"waiting_{reason}", at=at, about=about)


def pass_over(entry: WaitingEntry, refusal: Refusal, *, actor: Actor, at: datetime) -> None:
    """Let others come first while this one may not book; told once for each reason."""
    if entry.passed_over == refusal.code:
        return
    entry.passed_over = refusal.code
    entry.save(update_fields=["passed_over"])
    write_waiting(
        "booking.waiting.passed_over", entry, actor=actor, at=at, more={"code": refusal.code}
    )
    tell_waiting(entry, "waiting_passed", at=at, about=why_of(refusal))


def why_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal in every language, for a notice."""
    return {
        "why": {lang: refusal.message.pick(lang) for lang in ("ja", "en", "easy")},
        "code": refusal.code,
    }


def tell_waiting(
    entry: WaitingEntry, kind: str, *, at: datetime, about: Mapping[str, Any] | None = None
) -> None:
    """Queue a notice for the person who waits, with what they wait for."""
    titles = [entry.offer.title, entry.space.title if entry.space else {}]
    Notice(
        id=new_id(),
        party_ref=entry.person_ref,
        kind=kind,
        about={
            "titles": titles,
            "starts_at": entry.starts_at.isoformat(),
            "ends_at": entry.ends_at.isoformat(),
            **(about or {}),
        },
        made_at=at,
    ).save(force_insert=True)


def seal_waiting(entry: WaitingEntry, contact: Mapping[str, str]) -> bytes:
    """Who waits, encrypted and tied to the row."""
    if not contact:
        return b""
    plain = json.dumps(dict(contact), ensure_ascii=False, sort_keys=True).encode()
    return encrypt(WAITING, plain, aad=entry.id.bytes)


def write_waiting(
    action: str,
    entry: WaitingEntry,
    *,
    actor: Actor,
    at: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    """The audit leaf of what happened to a place on a list; nothing personal."""
    record(
        action=action,
        actor=actor,
        subject=f"booking:waiting:{entry.id}",
        at=at,
        detail={
            "offer": entry.offer.key,
            "starts_at": entry.starts_at.isoformat(),
            "people": entry.people,
            **(more or {}),
        },
    )
