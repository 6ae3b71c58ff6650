# SPDX-License-Identifier: Apache-2.0
"""How do wins become bookings that wait for an answer?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.booking.commands.cap_wins import Capped
from madoguchi.engines.booking.commands.counting import read_counts, take_places
from madoguchi.engines.booking.commands.locking import lock_leaves
from madoguchi.engines.booking.commands.occupy import claim_leaves
from madoguchi.engines.booking.models import (
    LotteryEntry,
    LotteryRound,
    LotteryWish,
    Notice,
    Offer,
    Reservation,
    Space,
)
from madoguchi.engines.booking.queries.lottery import slot_of
from madoguchi.engines.booking.queries.offers import opening_on
from madoguchi.engines.booking.queries.people import booker_of
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.draw import Win
from madoguchi.engines.booking.rules.fees import Due, Use, calculate_fee
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.own_hours import open_on
from madoguchi.engines.booking.rules.refusals import NotASlot, OutsideHours
from madoguchi.engines.booking.rules.slots import Claimed, blocked, claim_time
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.platform.audit.api import Entry, record_many

CAPPED = "予約数の上限に達しているため"
"""Why an application that was drawn has no booking."""


def grant_wins(
    one: LotteryRound,
    entries: Sequence[LotteryEntry],
    wins: Sequence[Win],
    capped: Sequence[Capped],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Book every win until ``confirm_by``, tell winners and losers, mark entries and wishes.

    Whoever's win is ``capped`` is told so, and has not lost a draw.

    The draw knew every live claim, and the round kept others out, so nothing can be in the way; if
    something is all the same, the database refuses and the whole draw is undone.
    """
    known = {entry.digest: entry for entry in entries}
    slots = [(known[win.digest], slot_of(name)) for win in wins for name in win.slots]
    offers = {o.key: o for o in Offer.objects.filter(key__in={slot[0] for _, slot in slots})}
    spaces = {s.key: s for s in Space.objects.filter(key__in={slot[1] for _, slot in slots})}
    lock_leaves(space.id for space in spaces.values())
    made = []
    for entry, (offer, space, starts_at, ends_at) in slots:
        made.append(
            _book(one, entry, offers[offer], spaces.get(space), (starts_at, ends_at), at=at)
        )
    _write_down(one, made, actor=actor, at=at)
    _mark(one, entries, wins, capped)
    _tell(one, entries, {win.digest for win in wins}, capped, at=at)


def _book(
    one: LotteryRound,
    entry: LotteryEntry,
    offer: Offer,
    space: Space | None,
    time: tuple[datetime, datetime],
    *,
    at: datetime,
) -> Reservation:
    rules = offer.read_rules()
    claimed = _claimed(rules, space, time)
    due = _due(entry, offer, space, time, claimed.slots)
    reservation = Reservation.objects.create(
        id=new_id(),
        number=new_receipt_number(today(at)),
        offer=offer,
        offer_version=offer.version,
        space=space,
        person_ref=entry.person_ref,
        group=entry.group,
        state="won",
        starts_at=time[0],
        ends_at=time[1],
        people=entry.people,
        purpose=entry.purpose,
        hold_until=one.confirm_by,
        pay_by=one.pay_by if due.yen else None,
        amount_yen=due.yen,
        fee={"full_yen": due.full_yen, "reduced_yen": due.reduced_yen,
             "reduction": due.reduction, "needs_approval": due.needs_approval,
             "lines": [list(line) for line in due.lines]},
        channel="lottery",
        made_at=at,
        made_by_ref=f"booking:lottery:{one.key}",
    )  # fmt: skip
    if space is not None:
        claim_leaves(
            _leaves(space),
            claimed.blocks_from,
            claimed.blocks_until,
            reservation_id=reservation.id,
            expires_at=one.confirm_by,
        )
    counts = read_counts([(q, bucket_of(q.period, time[0])) for q in quotas_of(offer)])
    if counts:
        take_places(reservation, counts, entry.people)
    return reservation


def _claimed(rules: OfferRules, space: Space | None, time: tuple[datetime, datetime]) -> Claimed:
    """What the win blocks; hours that were changed since the application do not undo it."""
    day, _ = day_and_minute(time[0])
    try:
        place = opening_on(space, day) if space is not None else None
        return claim_time(rules, *time, open_on(rules, day, place))
    except (OutsideHours, NotASlot):
        return blocked(rules, *time, 1)


def _leaves(space: Space) -> list[UUID]:
    return list(space.leaf_rows.values_list("leaf_id", flat=True))


def _due(
    entry: LotteryEntry,
    offer: Offer,
    space: Space | None,
    time: tuple[datetime, datetime],
    slots: int,
) -> Due:
    day, _ = day_and_minute(time[0])
    booker = booker_of(entry.person_ref, entry.group, on=day)
    use = Use(
        space.key if space else "", booker.fee_class, entry.purpose, *time, slots, entry.people
    )
    return calculate_fee(offer.read_rules(), use)


def _write_down(
    one: LotteryRound, made: Sequence[Reservation], *, actor: Actor, at: datetime
) -> None:
    if not made:
        return
    record_many(
        [
            Entry(
                action="booking.reservation.won",
                actor=actor,
                subject=reservation.ref,
                at=at,
                detail={
                    "round": one.key,
                    "number": reservation.number,
                    "starts_at": reservation.starts_at.isoformat(),
                    "ends_at": reservation.ends_at.isoformat(),
                },
            )
            for reservation in made
        ]
    )
    Notice.objects.bulk_create(
        Notice(
            id=new_id(),
            reservation=reservation,
            party_ref=reservation.person_ref,
            kind="won",
            about={"round": one.key, "confirm_by": one.confirm_by.isoformat()},
            made_at=at,
        )
        for reservation in made
    )


def _mark(
    one: LotteryRound,
    entries: Sequence[LotteryEntry],
    wins: Sequence[Win],
    capped: Sequence[Capped],
) -> None:
    over = {each.win.digest for each in capped}
    won = {win.digest for win in wins}
    granted = {(win.digest, win.rank) for win in wins}
    one.entries.filter(id__in=[e.id for e in entries if e.digest in won]).update(state="won")
    refused = [e.id for e in entries if e.digest in over - won]
    one.entries.filter(id__in=refused).update(state="lost", state_reason=CAPPED)
    one.entries.filter(state="entered").update(state="lost")
    wishes = [
        wish.id
        for wish in LotteryWish.objects.filter(entry__round=one).select_related("entry")
        if (wish.entry.digest, wish.rank) in granted
    ]
    LotteryWish.objects.filter(id__in=wishes).update(won=True)


def _tell(
    one: LotteryRound,
    entries: Sequence[LotteryEntry],
    won: set[str],
    capped: Sequence[Capped],
    *,
    at: datetime,
) -> None:
    known = {entry.digest: entry for entry in entries}
    over = {each.win.digest for each in capped}
    told: list[tuple[str, LotteryEntry, dict[str, Any]]] = [
        ("lost", entry, {}) for entry in entries if entry.digest not in won | over
    ]
    told += [("capped", known[each.win.digest], {"why": dict(each.cap)}) for each in capped]
    Notice.objects.bulk_create(
        Notice(
            id=new_id(),
            party_ref=entry.person_ref,
            kind=kind,
            about={"round": one.key, "digest": entry.digest, **about},
            made_at=at,
        )
        for kind, entry, about in told
    )
