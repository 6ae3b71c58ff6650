# SPDX-License-Identifier: Apache-2.0
"""Enter a lottery with ranked wishes, and withdraw (抽選に申し込む・取り下げる)."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.deciding import Plan, plan
from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.models import LotteryEntry, LotteryRound, LotteryWish
from madoguchi.engines.booking.policy import may_book_for_group, may_work
from madoguchi.engines.booking.queries.lottery import check_open, get_round, name_of
from madoguchi.engines.booking.rules.draw import digest_of
from madoguchi.engines.booking.rules.lottery_refusals import (
    AlreadyEntered,
    RoundNotReady,
    WishesWrong,
)
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import blind_index


@in_one_go
def enter_lottery(
    *, round_key: str, wishes: Sequence[Sequence[Wanted]], actor: Actor, at: datetime
) -> LotteryEntry:
    """Apply with wishes, the best first; a wish of several times is granted whole or not at all.

    The entry's ``digest`` and ``nonce`` are the applicant's receipt: the digest is in the file that
    is published after the draw.

    Raises:
        RoundNotOpen, RoundNotReady: not now, or no such round.
        WishesWrong: too many, outside the round, the same twice, or for different people.
        AlreadyEntered: this person or group has applied.
        Refusal: as ``hold`` for a wish that could never be granted.
    """
    one = get_round(round_key)
    check_open(one, at=at)
    plans = [
        [plan(_for_lottery(wish), actor=actor, at=at) for wish in wishes_] for wishes_ in wishes
    ]
    first = _check(one, plans)
    lock_parties(first.parties)
    party_ref = first.parties[-1]
    party = party_of(one, party_ref)
    known = one.entries.filter(party=party).exclude(state="withdrawn").first()
    if known is not None:
        raise AlreadyEntered(number=known.number)
    _check_previous(one, party_ref)
    names = [[_name(found) for found in wish] for wish in plans]
    nonce = secrets.token_hex(16)
    people = first.wanted.people
    entry = LotteryEntry.objects.create(
        id=new_id(),
        round=one,
        number=new_receipt_number(today(at)),
        person_ref=first.person_ref,
        group=first.group,
        party=party,
        people=people,
        purpose=first.wanted.purpose,
        nonce=nonce,
        digest=digest_of(round_key=one.key, nonce=nonce, party=party, people=people, wishes=names),
        entered_at=at,
    )
    LotteryWish.objects.bulk_create(
        LotteryWish(id=new_id(), entry=entry, rank=rank, slots=slots)
        for rank, slots in enumerate(names, 1)
    )
    _write("booking.lottery.entered", entry, actor=actor, at=at)
    return entry


def _for_lottery(wish: Wanted) -> Wanted:
    return Wanted(
        offer=wish.offer,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        space=wish.space,
        people=wish.people,
        purpose=wish.purpose,
        person_ref=wish.person_ref,
        group_id=wish.group_id,
        channel="lottery",
    )


def party_of(one: LotteryRound, party_ref: str) -> str:
    """A pseudonym of a person or group within one round, the same for every entry of theirs."""
    return blind_index(f"booking.lottery.{one.id}", party_ref).hex()[:32]


def _name(found: Plan) -> str:
    wanted = found.wanted
    return name_of(wanted.offer, wanted.space, wanted.starts_at, wanted.ends_at)


def _check(one: LotteryRound, plans: Sequence[Sequence[Plan]]) -> Plan:
    most = int(one.rules.get("wishes_most", 10))
    most_slots = int(one.rules.get("slots_per_wish", 4))
    if not 1 <= len(plans) <= most or any(not 1 <= len(w) <= most_slots for w in plans):
        raise _wrong(f"希望は1つから{most}つまでです", f"Give 1 to {most} wishes")
    every = [found for wish in plans for found in wish]
    offers = set(one.offers.values_list("key", flat=True))
    for found in every:
        day, _ = day_and_minute(found.wanted.starts_at)
        if found.offer.key not in offers or not one.from_on <= day <= one.until_on:
            raise _wrong("この抽選の対象でない希望があります", "A wish is not part of this lottery")
    if len({(f.parties, f.wanted.people, f.wanted.purpose) for f in every}) > 1:
        raise _wrong("人数と団体は、すべての希望で同じにしてください", "Wishes differ in people")
    sets = [frozenset(_name(found) for found in wish) for wish in plans]
    if len(set(sets)) != len(sets) or any(
        len(s) != len(w) for s, w in zip(sets, plans, strict=True)
    ):
        raise _wrong("同じ希望が二度あります", "The same wish is there twice")
    return every[0]


def _check_previous(one: LotteryRound, party_ref: str) -> None:
    """Where only losers may enter a second round: whether this is one."""
    if one.previous is None or not one.losers_only:
        return
    before = party_of(one.previous, party_ref)
    if not one.previous.entries.filter(party=before, state="lost").exists():
        raise _wrong(
            "この回に申し込めるのは、前の回に外れた方です",
            "Only those who lost in the round before can enter",
        )


def _wrong(why: str, why_en: str) -> WishesWrong:
    return WishesWrong(why=f"{why}。", why_en=f"{why_en}.", why_easy=f"{why}。")


@in_one_go
def withdraw_entry(*, entry_id: UUID, actor: Actor, at: datetime) -> LotteryEntry:
    """Take an application back while the round is open; twice changes nothing.

    Raises:
        ReservationUnknown: none of this person's. RoundNotReady: the round has closed.
    """
    entry = (
        LotteryEntry.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(id=entry_id)
        .first()
    )
    if entry is None or not _may_touch(actor, entry):
        raise ReservationUnknown
    if entry.state == "withdrawn":
        return entry
    if entry.round.state != "open" or at >= entry.round.closes_at:
        raise RoundNotReady(state=entry.round.get_state_display())
    entry.state = "withdrawn"
    entry.save(update_fields=["state"])
    _write("booking.lottery.withdrawn", entry, actor=actor, at=at)
    return entry


def _may_touch(actor: Actor, entry: LotteryEntry) -> bool:
    if actor.kind == "citizen" and entry.person_ref == actor.ref:
        return True
    if entry.group_id is not None and may_book_for_group(actor, entry.group_id):
        return True
    return any(may_work(actor, offer.section) for offer in entry.round.offers.all())


def _write(action: str, entry: LotteryEntry, *, actor: Actor, at: datetime) -> None:
    record(
        action=action,
        actor=actor,
        subject=f"booking:entry:{entry.id}",
        at=at,
        detail={"round": entry.round.key, "digest": entry.digest},
    )
