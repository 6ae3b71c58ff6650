# SPDX-License-Identifier: Apache-2.0
"""How much may one person or group hold, and may they be in two places at once?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.rules.offer import Cap, OfferRules, Sessions
from madoguchi.engines.booking.rules.refusals import CapReached, OwnOverlap
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.fiscal_years import fiscal_year_of

_PERIODS = {
    "day": ("1日", "a day"),
    "week": ("1週間", "a week"),
    "month": ("1か月", "a month"),
    "fiscal_year": ("1年度", "a fiscal year"),
    "upcoming": ("これからの予約", "ahead"),
    "all": ("全部で", "in all"),
}
_UNITS = {
    "bookings": ("件", "bookings"),
    "minutes": ("分", "minutes"),
    "people": ("人分", "places"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A live booking that counts: whose, of which offer, when, for how many."""

    number: str
    offer: str
    person: str
    group: str
    starts_at: datetime
    ends_at: datetime
    people: int
    spans_days: bool = False


def check_caps(caps: Sequence[Cap], held: Iterable[Held], wanted: Held, *, at: datetime) -> None:
    """Whether one more fits under every cap; ``held`` leaves out a booking that is being changed.

    Raises:
        CapReached: with the cap that does not allow it.
    """
    mine = [one for one in held if one.offer == wanted.offer]
    for cap in caps:
        if cap.per == "group" and not wanted.group:
            continue
        if cap.per == "person" and wanted.group:
            continue
        same = [one for one in mine if _same_party(cap, one, wanted)]
        counted = [one for one in same if _in_period(cap, one, wanted, at=at)]
        total = sum(_measure(cap, one) for one in [*counted, wanted])
        if total > cap.most:
            raise _reached(cap)


def check_own_overlap(rules: OfferRules, held: Iterable[Held], wanted: Held) -> None:
    """Nobody is in two places at once, unless the offer allows it; courses do not count.

    Raises:
        OwnOverlap: with the number of the other booking.
    """
    if rules.own_overlap or isinstance(rules.times, Sessions):
        return
    for one in held:
        same = one.group == wanted.group if wanted.group else one.person == wanted.person
        if not same or one.spans_days or bool(one.group) != bool(wanted.group):
            continue
        if one.starts_at < wanted.ends_at and wanted.starts_at < one.ends_at:
            raise OwnOverlap(number=one.number)


def _same_party(cap: Cap, one: Held, wanted: Held) -> bool:
    if cap.per == "group":
        return one.group == wanted.group
    return not one.group and one.person == wanted.person


def _in_period(cap: Cap, one: Held, wanted: Held, *, at: datetime) -> bool:
    if cap.period == "all":
        return True
    if cap.period == "upcoming":
        return one.ends_at > at
    return _key(cap, one) == _key(cap, wanted)


def _key(cap: Cap, one: Held) -> object:
    day, _ = day_and_minute(one.starts_at)
    if cap.period == "day":
        return day
    if cap.period == "week":
        return _monday(day)
    if cap.period == "month":
        return day.year, day.month
    return fiscal_year_of(day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _measure(cap: Cap, one: Held) -> int:
    if cap.unit == "bookings":
        return 1
    if cap.unit == "people":
        return one.people
    return int((one.ends_at - one.starts_at).total_seconds()) // 60


def _reached(cap: Cap) -> CapReached:
    (period, period_en), (unit, unit_en) = _PERIODS[cap.period], _UNITS[cap.unit]
    return CapReached(
        who="団体" if cap.per == "group" else "おひとり",
        period=period,
        period_en=period_en,
        most=cap.most,
        unit=unit,
        unit_en=unit_en,
    )
