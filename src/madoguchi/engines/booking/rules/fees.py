# SPDX-License-Identifier: Apache-2.0
"""What does a booking cost, and what is still owed when it is cancelled?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.engines.booking.rules.offer import (
    Extra,
    FeeLine,
    OfferRules,
    Reduction,
    Sessions,
)
from madoguchi.engines.booking.rules.refusals import RuleWrong
from madoguchi.engines.booking.rules.times import (
    CELL_MINUTES,
    DAY_MINUTES,
    day_and_minute,
    instant_of,
)
from madoguchi.kernel.business_days import national_holidays

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Use:
    """What is charged for."""

    space: str
    user_class: str
    purpose: str
    starts_at: datetime
    ends_at: datetime
    slots: int
    people: int
    extras: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The fee: full price, reduction, what is to be paid; ``lines`` say why."""

    full_yen: int
    reduced_yen: int
    reduction: str
    needs_approval: bool
    lines: tuple[tuple[str, int], ...]

    @property
    def yen(self) -> int:
        """What is to be paid."""
        return self.full_yen - self.reduced_yen


def calculate_fee(rules: OfferRules, use: Use, *, approved: Collection[str] = frozenset()) -> Due:
    """The amount due; a reduction that needs approval counts once its key is in ``approved``.

    A time that crosses lines is charged in each for its share; yen are rounded down at the end of
    each line, in the citizen's favour.
    """
    lines: list[tuple[str, int]] = []
    if rules.fees:
        base = _base(rules, use)
        lines.append(("use", base))
    known = {extra.key: extra for extra in rules.extras}
    for key, count in use.extras:
        if key not in known:
            raise RuleWrong(why=f"設備「{key}」は料金表にありません")
        lines.append((key, _times(known[key], use) * count))
    full = sum(yen for _, yen in lines)
    best = _best(rules, use)
    waits = best is not None and best.needs_approval and best.key not in approved
    reduced = full * best.percent // 100 if best is not None and not waits else 0
    return Due(full, reduced, best.key if best else "", waits, tuple(lines))


def _base(rules: OfferRules, use: Use) -> int:
    """Walk through the time, grouping it by the line that fits each five minutes."""
    spent: dict[int, int] = {}
    whole = int((use.ends_at - use.starts_at).total_seconds()) // 60
    if isinstance(rules.times, Sessions):
        first = _line_at(rules.fees, use, use.starts_at)
        return 0 if first is None else _charge(rules.fees[first], use, whole, whole)
    moment = use.starts_at
    while moment < use.ends_at:
        place = _line_at(rules.fees, use, moment)
        if place is not None:
            spent[place] = spent.get(place, 0) + CELL_MINUTES
        moment += timedelta(minutes=CELL_MINUTES)
    return sum(_charge(rules.fees[place], use, minutes, whole) for place, minutes in spent.items())


def _charge(line: FeeLine, use: Use, minutes: int, whole: int) -> int:
    if line.per == "hour":
        return line.yen * minutes // 60
    count = {"slot": use.slots, "person": use.people, "booking": 1}[line.per]
    return line.yen * count * minutes // whole


def _line_at(lines: tuple[FeeLine, ...], use: Use, moment: datetime) -> int | None:
    day, minute = day_and_minute(moment)
    weekday = "holiday" if day in national_holidays(day.year) else _DAYS[day.weekday()]
    for place, line in enumerate(lines):
        if (
            line.starts <= minute < line.ends
            and (not line.weekdays or weekday in line.weekdays)
            and _fits(line, use)
        ):
            return place
    return None


def _fits(line: FeeLine, use: Use) -> bool:
    return (
        (not line.spaces or use.space in line.spaces)
        and (not line.user_classes or use.user_class in line.user_classes)
        and (not line.purposes or use.purpose in line.purposes)
    )


def _times(extra: Extra, use: Use) -> int:
    minutes = int((use.ends_at - use.starts_at).total_seconds()) // 60
    if extra.per == "hour":
        return extra.yen * -(-minutes // 60)
    return extra.yen * {"booking": 1, "slot": use.slots, "person": use.people}[extra.per]


def _best(rules: OfferRules, use: Use) -> Reduction | None:
    fitting = [
        one
        for one in rules.reductions
        if (not one.user_classes or use.user_class in one.user_classes)
        and (not one.purposes or use.purpose in one.purposes)
    ]
    return max(fitting, key=lambda one: one.percent, default=None)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What cancelling at an instant means."""

    owed_yen: int
    points: int
    until: datetime

    def is_too_late(self, at: datetime) -> bool:
        """Whether the last moment has passed."""
        return at > self.until


def calculate_leaving(
    rules: OfferRules, *, starts_at: datetime, amount_yen: int, at: datetime
) -> Leaving:
    """Fee still owed and points given when a booking is cancelled at this instant.

    The step with the most hours that are still kept decides; later than all steps the whole fee
    is owed, and nothing where the offer names no steps.
    """
    rule = rules.cancellation
    left = starts_at - at
    owed = 100 if rule.steps else 0
    for step in sorted(rule.steps, key=lambda one: one.hours_before):
        if left >= timedelta(hours=step.hours_before):
            owed = step.owed_percent
    late = left < timedelta(hours=rule.late_hours)
    until = starts_at - timedelta(minutes=rule.until_minutes_before)
    return Leaving(amount_yen * owed // 100, rule.late_points if late else 0, until)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a booking takes: where, when, for how many, at which fee in yen."""

    space: str
    starts_at: datetime
    ends_at: datetime
    people: int
    fee_yen: int


def calculate_changing(
    rules: OfferRules, before: Taken, after: Taken, *, at: datetime, counted: bool
) -> Leaving | None:
    """What is owed for what a change gives up, as if that much were cancelled; None: nothing is.

    Another time or place gives the whole booking up; a shorter time or fewer people give up the
    difference of the fees. Whoever keeps all they had and adds to it gives nothing up, nor do fewer
    people in a room where neither the fee nor a number of places (``counted``) depends on them.
    """
    here = before.space == after.space
    grows = after.starts_at <= before.starts_at and before.ends_at <= after.ends_at
    shrinks = before.starts_at <= after.starts_at and after.ends_at <= before.ends_at
    cheaper = max(before.fee_yen - after.fee_yen, 0)
    if here and grows and (after.people >= before.people or not (counted or cheaper)):
        return None
    given_up = cheaper if here and (grows or shrinks) else before.fee_yen
    return calculate_leaving(rules, starts_at=before.starts_at, amount_yen=given_up, at=at)


def pay_by(rules: OfferRules, *, starts_at: datetime, at: datetime) -> datetime | None:
    """By when the fee is to be paid: end of the nth day after confirming, or the start if earlier."""
    if rules.pay_by_days is None:
        return None
    day, _ = day_and_minute(at)
    return min(instant_of(day + timedelta(days=rules.pay_by_days), DAY_MINUTES), starts_at)
