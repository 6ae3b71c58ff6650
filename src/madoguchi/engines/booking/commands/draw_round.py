# SPDX-License-Identifier: Apache-2.0
"""Close a lottery, look for duplicate groups, draw it, publish it, settle it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.cap_wins import cap_wins, told_of
from madoguchi.engines.booking.commands.enter_lottery import party_of
from madoguchi.engines.booking.commands.grant_wins import CAPPED, grant_wins
from madoguchi.engines.booking.commands.plan_round import SEED
from madoguchi.engines.booking.events import LotteryDrawn
from madoguchi.engines.booking.models import LotteryEntry, LotteryRound, Reservation
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.lottery import (
    Pot,
    duplicates_in,
    list_entries,
    pot_of,
    rules_of,
)
from madoguchi.engines.booking.rules.draw import (
    FORMAT,
    DrawEntry,
    Win,
    canonical,
    draw,
    draw_key,
    root_of,
)
from madoguchi.engines.booking.rules.duplicates import clusters_of
from madoguchi.engines.booking.rules.lottery_refusals import RoundNotReady
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import decrypt

_LOST_IN_A_ROW = 20


def _lock(round_key: str, state: str, actor: Actor) -> LotteryRound:
    found = LotteryRound.objects.select_for_update().filter(key=round_key).first()
    if found is None:
        raise RoundNotReady(state="なし")
    for section in set(found.offers.values_list("section", flat=True)):
        check_may_work(actor, section, MANAGE)
    if found.state != state:
        raise RoundNotReady(state=found.get_state_display())
    return found


@transaction.atomic
def disqualify(*, entry_id: UUID, why: str, actor: Actor, at: datetime) -> LotteryEntry:
    """Leave an entry out of the draw, with the reason; only before the round is closed.

    Raises:
        ReservationUnknown, NotAllowed: no such entry, or not by this person.
        RoundNotReady: the entries are fixed already.
    """
    entry = (
        LotteryEntry.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(id=entry_id)
        .first()
    )
    if entry is None:
        raise ReservationUnknown
    _lock(entry.round.key, "open", actor)
    _leave_out([entry], why, actor=actor, at=at)
    return entry


def _leave_out(entries: Sequence[LotteryEntry], why: str, *, actor: Actor, at: datetime) -> None:
    for entry in entries:
        entry.state, entry.state_reason = "disqualified", why
        entry.save(update_fields=["state", "state_reason"])
        record(
            action="booking.lottery.disqualified",
            actor=actor,
            subject=f"booking:entry:{entry.id}",
            at=at,
            detail={"round": entry.round.key, "digest": entry.digest, "why": why},
        )


@in_one_go
def close_round(
    *, round_key: str, actor: Actor, at: datetime, public_value: str = ""
) -> LotteryRound:
    """Fix the entries after the window: their root is public before the seed is.

    ``public_value`` is a number that nobody could know before (such as that evening's public
    lottery), mixed into the draw where the city announced so.

    Duplicate groups are left out here where the round's rules say so: all but the first entered.

    Raises:
        RoundNotReady: still open, or closed already. NotAllowed: not by this person.
    """
    one = _lock(round_key, "open", actor)
    if at < one.closes_at:
        raise RoundNotReady(state=one.get_state_display())
    if one.rules.get("disqualify_duplicates"):
        _drop_duplicates(one, actor=actor, at=at)
    entries = list(one.entries.filter(state="entered"))
    if one.rules.get("losses_counted"):
        _count_losses(one, entries)
    one.entries_root = root_of((entry.digest, entry.losses) for entry in entries)
    one.state, one.closed_at, one.public_value = "closed", at, public_value
    one.save(update_fields=["entries_root", "state", "closed_at", "public_value"])
    record(
        action="booking.lottery.closed",
        actor=actor,
        subject=f"booking:lottery:{one.key}",
        at=at,
        detail={
            "entries": len(entries),
            "entries_root": one.entries_root,
            "public_value": public_value,
        },
    )
    return one


def _drop_duplicates(one: LotteryRound, *, actor: Actor, at: datetime) -> None:
    percent = int(one.rules.get("duplicate_members_percent", 50))
    entries = {
        str(entry.group_id): entry
        for entry in one.entries.filter(state="entered", group__isnull=False)
    }
    for cluster in clusters_of(duplicates_in(one, members_percent=percent)):
        ordered = sorted((entries[ref] for ref in cluster), key=lambda e: (e.entered_at, e.id))
        _leave_out(ordered[1:], "重複した団体のため", actor=actor, at=at)


def _count_losses(one: LotteryRound, entries: Sequence[LotteryEntry]) -> None:
    """How often each party has lost in a row in lotteries of the same offers."""
    rounds = list(
        LotteryRound.objects.filter(
            offers__in=one.offers.all(), state__in=("drawn", "settled"), drawn_at__isnull=False
        )
        .exclude(id=one.id)
        .distinct()
        .order_by("-drawn_at")[:_LOST_IN_A_ROW]
    )
    results = [
        dict(before.entries.exclude(state_reason=CAPPED).values_list("party", "state"))
        for before in rounds
    ]
    for entry in entries:
        party = entry.group.ref if entry.group else entry.person_ref
        losses = 0
        for before, result in zip(rounds, results, strict=True):
            state = result.get(party_of(before, party))
            if state == "won":
                break
            losses += state == "lost"
        entry.losses = losses
    LotteryEntry.objects.bulk_update(entries, ["losses"], batch_size=500)


@in_one_go
def draw_round(*, round_key: str, actor: Actor, at: datetime) -> LotteryRound:
    """Draw, publish the file, and book what was won until the date to confirm.

    A win over a cap of its offer is no booking; the file tells it with the cap.

    Raises:
        RoundNotReady: not closed, or drawn already. NotAllowed: not by this person.
    """
    one = _lock(round_key, "closed", actor)
    entries = list_entries(one, ("entered",))
    seed = decrypt(SEED, bytes(one.seed_sealed), aad=one.id.bytes)
    pot = pot_of(name for _, wishes in entries for wish in wishes for name in wish)
    drawn = draw(
        key=draw_key(seed, one.entries_root, one.public_value),
        entries=[_as_drawn(entry, wishes) for entry, wishes in entries],
        slots=pot.slots,
        cells=pot.cells,
        rules=rules_of(one),
    )
    applied = [entry for entry, _ in entries]
    granted, capped = cap_wins(applied, drawn, at=at)
    one.seed, one.state, one.drawn_at = seed.hex(), "drawn", at
    file = _file(one, entries, pot, drawn) | {"not_granted": told_of(capped)}
    one.published = canonical(file).decode()
    one.save(update_fields=["seed", "state", "drawn_at", "published"])
    grant_wins(one, applied, granted, capped, actor=actor, at=at)
    record(
        action=LotteryDrawn.key,
        actor=actor,
        subject=f"booking:lottery:{one.key}",
        at=at,
        detail={
            "entries": len(entries),
            "wins": len(granted),
            "not_granted": len(capped),
            "seed": one.seed,
        },
    )
    announce(LotteryDrawn(round=one.key, entries=len(entries), wins=len(granted), at=at))
    return one


def _as_drawn(entry: LotteryEntry, wishes: Sequence[Sequence[str]]) -> DrawEntry:
    return DrawEntry(
        entry.digest,
        entry.party,
        entry.people,
        entry.losses,
        tuple(tuple(wish) for wish in wishes),
    )


def _file(
    one: LotteryRound,
    entries: Sequence[tuple[LotteryEntry, Any]],
    pot: Pot,
    wins: Sequence[Win],
) -> dict[str, Any]:
    """What anyone needs to draw again; nobody's name is in it."""
    rules = rules_of(one)
    return {
        "format": FORMAT,
        "round": one.key,
        "title": one.title,
        "commitment": one.commitment,
        "seed": one.seed,
        "entries_root": one.entries_root,
        "public_value": one.public_value,
        "rules": {
            "wins_most": rules.wins_most,
            "losses_counted": rules.losses_counted,
            "overlap_allowed": rules.overlap_allowed,
        },
        "cells": pot.cells,
        "slots": {
            name: {
                "starts": slot.starts,
                "ends": slot.ends,
                "cells": list(slot.cells),
                "per_person": slot.per_person,
            }
            for name, slot in pot.slots.items()
        },
        "entries": [
            {
                "digest": entry.digest,
                "nonce": entry.nonce,
                "party": entry.party,
                "people": entry.people,
                "losses": entry.losses,
                "wishes": wishes,
            }
            for entry, wishes in entries
        ],
        "wins": [
            {"digest": win.digest, "rank": win.rank, "slots": list(win.slots)} for win in wins
        ],
    }


@in_one_go
def settle_round(*, round_key: str, actor: Actor, at: datetime) -> LotteryRound:
    """End a round after the date to confirm: what is left goes to first come, first served.

    Raises:
        RoundNotReady: not drawn, or wins still wait for an answer.
    """
    one = _lock(round_key, "drawn", actor)
    waiting = Reservation.objects.filter(
        state="won", offer__in=one.offers.all(), hold_until=one.confirm_by
    )
    if at < one.confirm_by and waiting.exists():
        raise RoundNotReady(state=one.get_state_display())
    file = json.loads(one.published)
    one.state = "settled"
    one.save(update_fields=["state"])
    record(
        action="booking.lottery.settled",
        actor=actor,
        subject=f"booking:lottery:{one.key}",
        at=at,
        detail={"wins": len(file["wins"]) - len(file.get("not_granted", ()))},
    )
    return one
