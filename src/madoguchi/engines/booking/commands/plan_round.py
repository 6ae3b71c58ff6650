# SPDX-License-Identifier: Apache-2.0
"""Set up a lottery: its dates, its rules, and the promise of its seed."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from madoguchi.engines.booking.models import LotteryRound, Offer
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.lottery import get_round
from madoguchi.engines.booking.rules.draw import commitment_of
from madoguchi.engines.booking.rules.refusals import OfferUnknown, RuleWrong
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt

SEED = "booking.lottery_seed"
SEED_BYTES = 32
KNOWN_RULES = {
    "wishes_most": (1, 10),
    "wins_most": (1, 100),
    "losses_counted": (0, 20),
    "slots_per_wish": (1, 20),
    "overlap_allowed": (0, 1),
    "duplicate_members_percent": (1, 100),
    "disqualify_duplicates": (0, 1),
}


@transaction.atomic
def plan_round(
    *,
    key: str,
    title: Mapping[str, str],
    offers: Sequence[str],
    days: tuple[date, date],
    opens_at: datetime,
    closes_at: datetime,
    confirm_by: datetime,
    actor: Actor,
    at: datetime,
    pay_by: datetime | None = None,
    rules: Mapping[str, int] | None = None,
    previous: str = "",
    losers_only: bool = False,
) -> LotteryRound:
    """Make a round; the SHA-256 of its seed is public from now on, the seed itself after the draw.

    ``days``: first and last day of what is given out. ``previous`` names the round before, whose
    leftovers this one gives out.

    Raises:
        OfferUnknown, NotAllowed: not these offers, or not by this person.
        RuleWrong: the dates are out of order or a rule is unknown.
    """
    found = _offers(offers, actor)
    _check(days, (opens_at, closes_at, confirm_by), rules or {}, at=at)
    seed = secrets.token_bytes(SEED_BYTES)
    one = LotteryRound(
        id=new_id(),
        key=key,
        title=dict(title),
        from_on=days[0],
        until_on=days[1],
        opens_at=opens_at,
        closes_at=closes_at,
        confirm_by=confirm_by,
        pay_by=pay_by,
        rules=dict(rules or {}),
        previous=get_round(previous) if previous else None,
        losers_only=losers_only,
        commitment=commitment_of(seed),
    )
    one.seed_sealed = encrypt(SEED, seed, aad=one.id.bytes)
    one.save(force_insert=True)
    one.offers.set(found)
    _write(one, actor=actor, at=at)
    return one


def _offers(keys: Sequence[str], actor: Actor) -> list[Offer]:
    found = list(Offer.objects.filter(key__in=keys))
    if not found or len(found) != len(set(keys)):
        raise OfferUnknown
    for offer in found:
        check_may_work(actor, offer.section, MANAGE)
    if any(not offer.read_rules().lottery for offer in found):
        raise RuleWrong(why="抽選を行う受付として登録されていないものがあります")
    return found


def _write(one: LotteryRound, *, actor: Actor, at: datetime) -> None:
    record(
        action="booking.lottery.planned",
        actor=actor,
        subject=f"booking:lottery:{one.key}",
        at=at,
        detail={
            "commitment": one.commitment,
            "closes_at": one.closes_at.isoformat(),
            "rules": one.rules,
        },
    )


def _check(
    days: tuple[date, date],
    instants: tuple[datetime, datetime, datetime],
    rules: Mapping[str, int],
    *,
    at: datetime,
) -> None:
    opens_at, closes_at, confirm_by = instants
    if not opens_at < closes_at < confirm_by or days[0] > days[1]:
        raise RuleWrong(why="日付は、受付の始まり・終わり・確認の期限の順にしてください")
    if closes_at <= at:
        raise RuleWrong(why="受付の終わりが過ぎています")
    for name, value in rules.items():
        least, most = KNOWN_RULES.get(name, (1, 0))
        if not least <= int(value) <= most:
            raise RuleWrong(why=f"抽選の決まり「{name}」の値を確かめてください")
