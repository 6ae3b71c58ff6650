# SPDX-License-Identifier: Apache-2.0
"""What would rules change on real dates: slots, bookings that stand, fees, names that miss?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from madoguchi.engines.booking.models import OPEN, Offer, OfferRevision, Reservation, Space
from madoguchi.engines.booking.queries.cap_effects import count_over_caps
from madoguchi.engines.booking.queries.offers import Lines, chains_of, lines_for, lines_of
from madoguchi.engines.booking.rules.hours import hours_on
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.rule_checks import Around, faults_of
from madoguchi.engines.booking.rules.rule_effects import (
    DayChange,
    FeeExample,
    Standing,
    Times,
    compare_day,
    fee_examples,
    first_session,
    instants,
    slots_of,
    too_near,
    why_unfit,
)
from madoguchi.engines.booking.rules.rule_fault import RuleFault
from madoguchi.engines.booking.rules.times import DAY_MINUTES, day_and_minute, days_between
from madoguchi.engines.booking.rules.window_effects import (
    AgeExample,
    WindowExample,
    age_examples,
    window_examples,
)
from madoguchi.kernel.refusal import Refusal

WEEKS = 4
MONTHS_SHOWN = 4
MOST_STANDING = 2000


@dataclass(frozen=True, slots=True)
class Misfit:
    """A booking that could not be made as it stands under the new rules; it stays all the same."""

    number: str
    space: str
    starts_at: datetime
    ends_at: datetime
    why: Refusal


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that staff should see before they save rules."""

    days: Mapping[str, Sequence[DayChange]]
    misfits: Sequence[Misfit]
    near: Sequence[tuple[str, str]]
    fees: Sequence[FeeExample]
    faults: Sequence[RuleFault]
    standing: int
    windows: Sequence[WindowExample] = ()
    ages: Sequence[AgeExample] = ()
    over_caps: int = 0
    appear: int = field(default=0)
    vanish: int = field(default=0)


def effects_of(
    offer: Offer, new: OfferRules, *, first: date, at: datetime, weeks: int = WEEKS
) -> Effects:
    """What the rules would do from a day on, place by place; a fixed number of queries."""
    old = offer.read_rules()
    spaces = [one for one in offer.spaces.all() if one.is_active]
    chains = chains_of(spaces)
    standing = standing_of(offer, at=at)
    last = first + timedelta(weeks=weeks, days=-1)
    reach = max(
        [
            first + timedelta(days=30 * MONTHS_SHOWN),
            last,
            *(day_and_minute(one.starts_at)[0] for one in standing),
        ]
    )
    known = lines_of(list(chains.values()), min(first, day_and_minute(at)[0]), reach)
    lines = {space.key: lines_for(chains[space.id], known) for space in spaces}
    days = {
        key: [
            compare_day(old, new, day, times_on(found, day), times_on(found, day))
            for day in days_between(first, last)
        ]
        for key, found in (lines or {"": None}).items()
    }
    samples = _samples(new, lines, first)
    return Effects(
        days=days,
        misfits=_misfits(new, standing, lines),
        near=too_near(new, standing) if new != old else [],
        fees=_fees(old, new, lines, days_between(first, last)),
        faults=faults_of(new, Around({k: v[0] if v else () for k, v in lines.items()})),
        standing=len(standing),
        windows=window_examples(old, new, samples),
        ages=age_examples(old, new, [day for day, _ in samples]),
        over_caps=count_over_caps(offer, new, at=at),
        appear=sum(len(day.appear) for found in days.values() for day in found),
        vanish=sum(len(day.vanish) for found in days.values() for day in found),
    )


def times_on(lines: Lines | None, day: date) -> Times | None:
    """The hours of a place on a day from its lines; None where it has none."""
    return None if lines is None else hours_on(day, *lines)


def standing_of(offer: Offer, *, at: datetime) -> list[Standing]:
    """The bookings of an offer that are still to come."""
    rows = (
        Reservation.objects.filter(offer=offer, state__in=OPEN, starts_at__gt=at)
        .order_by("starts_at", "id")
        .values_list("number", "space__key", "starts_at", "ends_at", "people", "purpose")
    )
    return [
        Standing(row[0], row[1] or "", row[2], row[3], row[4], row[5])
        for row in rows[:MOST_STANDING]
    ]


def count_misfits(offer: Offer, new: OfferRules, *, at: datetime) -> int:
    """How many bookings to come could not be made as they stand under the new rules."""
    standing = standing_of(offer, at=at)
    if not standing:
        return 0
    spaces = list(Space.objects.filter(offers=offer))
    chains = chains_of(spaces)
    reach = [day_and_minute(one.starts_at)[0] for one in standing]
    known = lines_of(list(chains.values()), min(reach), max(reach))
    lines = {space.key: lines_for(chains[space.id], known) for space in spaces}
    return len(_misfits(new, standing, lines))


def _misfits(
    new: OfferRules, standing: Sequence[Standing], lines: Mapping[str, Lines | None]
) -> list[Misfit]:
    found = []
    for one in standing:
        day, _ = day_and_minute(one.starts_at)
        why = why_unfit(new, one, times_on(lines.get(one.space), day))
        if why is not None:
            found.append(Misfit(one.number, one.space, one.starts_at, one.ends_at, why))
    return found


def _fees(
    old: OfferRules, new: OfferRules, lines: Mapping[str, Lines | None], days: Sequence[date]
) -> list[FeeExample]:
    """The first slot of the first day that has one, at each place."""
    slots = []
    span = first_session(new)
    if span is not None:
        slots.append(("", *span))
    for key, found in (lines or {"": None}).items() if span is None else ():
        for day in days:
            have = slots_of(new, day, times_on(found, day))
            if have:
                slots.append((key, *instants(day, have[0])))
                break
    return list(fee_examples(old, new, slots))


def _samples(
    new: OfferRules, lines: Mapping[str, Lines | None], first: date
) -> list[tuple[date, datetime]]:
    """A day that has slots, and the first such about one, two and three months on, with its start."""
    span = first_session(new)
    if span is not None:
        return [(day_and_minute(span[0])[0], span[0])]
    found: list[tuple[date, datetime]] = []
    for months in range(MONTHS_SHOWN):
        begins = first + timedelta(days=30 * months)
        for day in days_between(begins, begins + timedelta(days=13)):
            starts = [
                slots[0][0]
                for key in (lines or {"": None})
                if (slots := slots_of(new, day, times_on(lines.get(key), day)))
            ]
            if starts:
                found.append((day, instants(day, (min(starts), DAY_MINUTES))[0]))
                break
    return found


def list_revisions(offer: Offer) -> list[OfferRevision]:
    """Every revision of an offer's rules, the newest first."""
    return list(OfferRevision.objects.filter(offer=offer).order_by("-version"))
