# SPDX-License-Identifier: Apache-2.0
"""May this be booked? Everything that hold and change ask before they take anything."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from madoguchi.engines.booking.models import Group, LotteryRound, Offer, Space, WaitingEntry
from madoguchi.engines.booking.policy import MANAGE, check_may_book, check_may_work
from madoguchi.engines.booking.queries.callers import (
    PHONE_LOCK,
    is_nameless,
    phone_of,
    same_callers,
)
from madoguchi.engines.booking.queries.offers import find_space, get_offer, opening_on
from madoguchi.engines.booking.queries.people import INVITED, booker_of, find_group, held_by
from madoguchi.engines.booking.rules.caps import Held, check_caps, check_own_overlap
from madoguchi.engines.booking.rules.equipment import check_extras
from madoguchi.engines.booking.rules.fees import Due, Use, calculate_fee
from madoguchi.engines.booking.rules.lottery_refusals import LotteryFirst
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.own_hours import open_on
from madoguchi.engines.booking.rules.people import (
    Booker,
    check_eligible,
    check_not_suspended,
)
from madoguchi.engines.booking.rules.refusals import (
    BirthsWrong,
    NotEligible,
    PastTime,
    RuleWrong,
    TooManyPeople,
    WaitingListFirst,
)
from madoguchi.engines.booking.rules.slots import Claimed, check_window, claim_time
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found about a wish: everything that taking needs."""

    wanted: Wanted
    offer: Offer
    rules: OfferRules
    space: Space | None
    group: Group | None
    person_ref: str
    booker: Booker
    claimed: Claimed
    due: Due
    phone: str = ""
    """The digits by which a caller is known whom nobody has seen."""

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose bookings are counted, the one who books last."""
        if self.group:
            return self.person_ref, self.group.ref
        return (PHONE_LOCK + self.phone, self.person_ref) if self.phone else (self.person_ref,)


def plan(
    wanted: Wanted, *, actor: Actor, at: datetime, approved: Collection[str] = frozenset()
) -> Plan:
    """Look at everything that needs no lock; ``approved``: reductions decided on for it before.

    Raises:
        Refusal: one of ``rules/refusals.py`` with what to do instead.
    """
    offer = get_offer(wanted.offer)
    rules = offer.read_rules()
    person_ref = wanted.person_ref or (
        actor.ref if actor.kind == "citizen" else f"caller:{new_id()}"
    )
    check_may_book(actor, offer, person_ref=person_ref, group_id=wanted.group_id)
    if wanted.waived:
        check_may_work(actor, offer.section, MANAGE)
    space = find_space(offer, wanted.space)
    group = find_group(wanted.group_id)
    if wanted.group_id is not None and group is None:
        raise NotEligible(
            why="この団体の登録は見つからないか、終わっています。",
            why_en="The registration of this group is unknown or has ended.",
            why_easy="グループの とうろくが ありません。",
        )
    day, _ = day_and_minute(wanted.starts_at)
    hours = open_on(rules, day, opening_on(space, day) if space is not None else None)
    claimed = claim_time(rules, wanted.starts_at, wanted.ends_at, hours)
    asks_ages = rules.eligible.asks_birth and not wanted.births and not wanted.ages_known
    booker = booker_of(person_ref, group, on=day, ages=asks_ages)
    _check_size(rules, space, wanted)
    _check_person(rules, booker, wanted, at=at)
    due = calculate_fee(
        rules,
        Use(
            wanted.space, booker.fee_class, wanted.purpose, wanted.starts_at, wanted.ends_at,
            claimed.slots, wanted.people, wanted.extras,
        ),
        approved=approved,
    )  # fmt: skip
    phone = "" if group else phone_of(person_ref, wanted.contact)
    return Plan(wanted, offer, rules, space, group, person_ref, booker, claimed, due, phone)


def _check_size(rules: OfferRules, space: Space | None, wanted: Wanted) -> None:
    most = rules.people_most
    if space is not None and space.kind == "place" and space.capacity > 1:
        most = min(most, space.capacity)
    if not 1 <= wanted.people <= most:
        raise TooManyPeople(most=most)
    if rules.purposes and wanted.purpose not in rules.purposes:
        raise RuleWrong(why="利用の目的を一覧から選んでください")
    check_extras(rules, wanted.extras)


def _check_person(rules: OfferRules, booker: Booker, wanted: Wanted, *, at: datetime) -> None:
    if wanted.waived:
        return
    if wanted.channel not in {"lottery", "waiting"}:
        check_window(rules, booker.fee_class, wanted.starts_at, at=at)
    elif wanted.starts_at <= at:
        raise PastTime
    if rules.invitations == "only" and not booker.ref.startswith(INVITED):
        raise NotEligible(
            why="この健診は、ご案内をお送りした方が案内番号で予約します。",
            why_en="Only those who were invited can book this, with the number of the invitation.",
            why_easy="お手紙が とどいた人だけ、お手紙の ばんごうで よやくできます。",
        )
    day, _ = day_and_minute(wanted.starts_at)
    try:
        for one in _ages(booker, wanted):
            check_eligible(rules, one, day, ages_known=wanted.ages_known)
    except ValueError:
        raise NotEligible(
            why="生年月日が利用日より後になっています。",
            why_en="The date of birth is after the day of use.",
            why_easy="生まれた 日を たしかめてください。",
        ) from None
    check_not_suspended(rules, booker, at=at)


def _ages(booker: Booker, wanted: Wanted) -> list[Booker]:
    """Whose ages decide: the children's where they are named, each of them, else the person's.

    Raises:
        BirthsWrong: not one date of birth for each who comes.
    """
    if not wanted.births:
        return [booker]
    if len(wanted.births) != wanted.people:
        raise BirthsWrong(people=wanted.people)
    return [replace(booker, birth_on=birth) for birth in wanted.births]


def check_counted(plan: Plan, *, at: datetime, leave_out: UUID | None = None) -> None:
    """What depends on other bookings of the same people; their lock must be held.

    Callers whom nobody has seen count together by their telephone; without one they cannot.

    Raises:
        CapReached, OwnOverlap: with the cap or the booking.
    """
    if plan.wanted.waived or (not plan.group and is_nameless(plan.person_ref, plan.phone)):
        return
    held = held_by(
        plan.person_ref,
        plan.group,
        plan.rules,
        (plan.wanted.starts_at, plan.wanted.ends_at),
        at=at,
        leave_out=leave_out,
        same=same_callers(plan.phone),
    )
    wanted = Held(
        "",
        plan.offer.key,
        plan.person_ref,
        str(plan.group.id) if plan.group else "",
        plan.wanted.starts_at,
        plan.wanted.ends_at,
        plan.wanted.people,
    )
    check_caps(plan.rules.caps, held, wanted, at=at)
    check_own_overlap(plan.rules, held, wanted)


def check_turn(plan: Plan, *, left: int | None) -> None:
    """Whether a lottery or people who wait come first; ``left``: places left, None for a space.

    Raises:
        LotteryFirst, WaitingListFirst: others come first.
    """
    wanted = plan.wanted
    if wanted.waived or wanted.channel in {"lottery", "waiting"}:
        return
    if plan.rules.lottery:
        day, _ = day_and_minute(wanted.starts_at)
        running = LotteryRound.objects.filter(
            offers=plan.offer, state__in=("open", "closed"), from_on__lte=day, until_on__gte=day
        ).first()
        if running is not None:
            raise LotteryFirst(title=running.title.get("ja", running.key))
    if plan.rules.waiting.size:
        ahead = WaitingEntry.objects.filter(
            Q(space=plan.space) if plan.space else Q(space=None),
            offer=plan.offer,
            state="waiting",
            passed_over="",
            starts_at__lt=wanted.ends_at,
            ends_at__gt=wanted.starts_at,
        ).exclude(person_ref=plan.person_ref)
        if left is not None:
            ahead = ahead.filter(Q(people__lte=left) | Q(all_or_none=False))
        if ahead.exists():
            raise WaitingListFirst
