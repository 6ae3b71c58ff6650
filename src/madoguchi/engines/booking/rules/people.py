# SPDX-License-Identifier: Apache-2.0
"""Who may book? Residents, ages, registered groups, classes of users; suspended people may not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.offer import Eligibility, OfferRules, Penalty
from madoguchi.engines.booking.rules.refusals import NotEligible, Suspended
from madoguchi.engines.booking.rules.times import day_and_minute

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What the rules need to know of a registered group."""

    ref: str
    user_class: str
    members: int
    residents: int
    valid_until: date | None
    births: tuple[date, ...] | None = None
    """Of the members; None where nobody asked for them."""


@dataclass(frozen=True, slots=True)
class Point:
    """Penalty points that count from an instant."""

    points: int
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Booker:
    """What the rules need to know of the person who books, and of the group if it is for one."""

    ref: str
    user_class: str = GENERAL
    is_resident: bool = False
    is_registered: bool = False
    birth_on: date | None = None
    group: GroupFacts | None = None
    points: tuple[Point, ...] = ()

    @property
    def fee_class(self) -> str:
        """The class that decides fees, windows and reductions."""
        return self.group.user_class if self.group else self.user_class


def check_eligible(
    rules: OfferRules, booker: Booker, on: date, *, ages_known: bool = False
) -> None:
    """Whether the offer is for this person or group on the day of use.

    ``ages_known``: the ages were looked at before, and no date of birth is at hand.

    Raises:
        NotEligible: with the condition that is not met.
    """
    eligible = rules.eligible
    if booker.group is not None:
        _check_group(eligible, booker.group, on)
    else:
        _check_person(eligible, booker)
    if not ages_known:
        _check_age(eligible, booker, on)


def _check_person(eligible: Eligibility, booker: Booker) -> None:
    if eligible.groups == "only":
        raise _no(
            "この受付は、登録した団体だけが利用できます。",
            "Only registered groups can book this.",
            "グループだけが つかえます。",
        )
    if eligible.residents_only and not booker.is_resident:
        raise _no(
            "この受付は、市内にお住まいと確かめられた方だけが利用できます。",
            "Only people whose address in the city is verified can book this.",
            "この まちに 住んでいる人だけが つかえます。",
        )
    if eligible.registered_only and not booker.is_registered:
        raise _no(
            "先に利用者登録が必要です。",
            "You need to register as a user first.",
            "さきに とうろくが いります。",
        )
    if eligible.user_classes and booker.user_class not in eligible.user_classes:
        raise _no(
            "ご登録の区分では、この受付を利用できません。",
            "Your class of registration cannot book this.",
            "この とうろくでは つかえません。",
        )


def _check_group(eligible: Eligibility, group: GroupFacts, on: date) -> None:
    if eligible.groups == "none":
        raise _no(
            "この受付は、団体では利用できません。",
            "Groups cannot book this.",
            "グループでは つかえません。",
        )
    if group.valid_until is not None and on > group.valid_until:
        raise _no(
            "団体登録の有効期限が利用日より前に切れます。",
            "The registration of the group ends before that day.",
            "グループの とうろくが おわっています。",
        )
    if group.members < eligible.group_members_min:
        raise _no(
            f"団体には{eligible.group_members_min}人以上の会員が必要です(いまは{group.members}人)。",
            f"A group needs at least {eligible.group_members_min} members; yours has "
            f"{group.members}.",
            f"{eligible.group_members_min}人 いります。",
        )
    if not _enough_residents(eligible, group):
        raise _no(
            "市内に住む会員の割合が、この受付の条件に足りません。",
            "Too few members of the group live in the city.",
            "この まちに 住んでいる人が すくないです。",
        )
    if eligible.group_classes and group.user_class not in eligible.group_classes:
        raise _no(
            "団体の区分では、この受付を利用できません。",
            "Groups of this class cannot book this.",
            "この グループでは つかえません。",
        )


def _enough_residents(eligible: Eligibility, group: GroupFacts) -> bool:
    if eligible.group_residents == "all":
        return group.residents == group.members
    if eligible.group_residents == "majority":
        return group.residents * 2 > group.members
    return True


def _check_age(eligible: Eligibility, booker: Booker, on: date) -> None:
    if not eligible.asks_birth:
        return
    group = booker.group
    if group is not None and group.births is not None and eligible.group_ages != "booker":
        _check_member_ages(eligible, group.births, on)
        return
    if booker.birth_on is None:
        raise _no(
            "年齢の条件があるため、生年月日の登録が必要です。",
            "The date of birth must be registered, because age decides.",
            "生まれた 日が いります。",
        )
    if not _has_age(eligible, booker.birth_on, on):
        raise _no(
            "利用日の年齢が、この受付の対象ではありません。",
            "The age on that day is outside the range of this offer.",
            "その 日の 年が あいません。",
        )


def _has_age(eligible: Eligibility, birth_on: date, on: date) -> bool:
    months = months_old(birth_on, on)
    bounds = (
        (eligible.age_from, eligible.age_until, months // 12),
        (eligible.months_from, eligible.months_until, months),
    )
    return all(
        (least is None or have >= least) and (most is None or have <= most)
        for least, most, have in bounds
    )


def _check_member_ages(eligible: Eligibility, births: tuple[date, ...], on: date) -> None:
    """Whether all members, or more than half of them, have the age on the day of use."""
    fitting = sum(_has_age(eligible, birth, on) for birth in births)
    whole = eligible.group_ages == "all"
    if births and (fitting == len(births) if whole else fitting * 2 > len(births)):
        return
    share, share_en, share_easy = (
        ("会員全員", "all members", "みんな")
        if whole
        else ("会員の過半数", "most members", "はんぶんより 多く")
    )
    raise _no(
        f"利用日の年齢が対象に入る会員は{fitting}人です。この受付は、{share}が対象の年齢の団体のためのものです。",
        f"{fitting} members have the age on that day; this offer is for groups in which "
        f"{share_en} have it.",
        f"年が あう 人は {fitting}人です。{share_easy} いります。",
    )


def months_old(birth_on: date, on: date) -> int:
    """Whole months of age on a day. Who is born on the 31st is a month older on the last day.

    Raises:
        ValueError: the day is before the birth.
    """
    if on < birth_on:
        raise ValueError("the day is before the birth")
    months = (on.year - birth_on.year) * 12 + on.month - birth_on.month
    tomorrow = on + timedelta(days=1)
    last_day = tomorrow.month != on.month
    reached = on.day >= birth_on.day or (last_day and birth_on.day > on.day)
    return months if reached else months - 1


def suspended_until(penalty: Penalty, points: tuple[Point, ...], *, at: datetime) -> date | None:
    """The last day of a suspension that runs at this instant; None where there is none.

    A suspension begins with the point that fills the measure within the days of the rule.
    """
    span, ban = timedelta(days=penalty.within_days), timedelta(days=penalty.suspend_days)
    ordered = sorted(points, key=lambda one: one.given_at)
    ends: list[datetime] = []
    for n, last in enumerate(ordered):
        total = sum(one.points for one in ordered[: n + 1] if one.given_at > last.given_at - span)
        if total >= penalty.points and at < last.given_at + ban:
            ends.append(last.given_at + ban)
    return day_and_minute(max(ends))[0] if ends else None


def check_not_suspended(rules: OfferRules, booker: Booker, *, at: datetime) -> None:
    """Raises Suspended while a suspension runs."""
    until = suspended_until(rules.penalty, booker.points, at=at)
    if until is not None:
        raise Suspended(until=f"{until.year}年{until.month}月{until.day}日")


def _no(why: str, why_en: str, why_easy: str) -> NotEligible:
    return NotEligible(why=why, why_en=why_en, why_easy=why_easy)
