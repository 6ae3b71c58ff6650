# SPDX-License-Identifier: Apache-2.0
"""How much of the places of counters, check-ups, courses and pickups is taken, by weekday and hour?"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from madoguchi.engines.booking.models import Offer, Reservation
from madoguchi.engines.booking.queries.day_list import sessions_on
from madoguchi.engines.booking.queries.quotas import QuotaFacts, quotas_of
from madoguchi.engines.booking.queries.usage import (
    CHUNK,
    USED,
    Usage,
    add_end,
    hours_of,
)
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.rule_effects import slots_of
from madoguchi.engines.booking.rules.times import (
    DAY_MINUTES,
    day_and_minute,
    days_between,
    instant_of,
    last_day_and_minute,
)

Span = tuple[int, int]


def read_offer_usage(offers: Sequence[Offer], first: date, last: date) -> Usage:
    """Count the offers between two days, both included; two queries beside those of the offers.

    The use is places taken of places there are. Offers that share a quota share its places: they
    count once for the whole, and in full for each of the offers. A quota of a day is spread over
    the times of that day; one of a month, or of everything, says nothing about an hour and is not
    counted unless it is of a course, where everybody comes to each session.
    """
    found = Usage()
    days = days_between(first, last)
    sharing: dict[QuotaFacts, list[Offer]] = {}
    for offer in offers:
        smallest = min(quotas_of(offer), key=lambda one: one.capacity, default=None)
        if smallest is not None and _tells_hours(offer, smallest):
            sharing.setdefault(smallest, []).append(offer)
    for quota, group in sharing.items():
        _count_open(found, quota, group, days)
    told = {one.id for group in sharing.values() for one in group}
    _count_bookings(found, {one.id: one for one in offers}, told, first, last)
    return found


def _tells_hours(offer: Offer, quota: QuotaFacts) -> bool:
    return quota.period in {"slot", "day"} or isinstance(offer.read_rules().times, Sessions)


def _count_open(
    found: Usage, quota: QuotaFacts, group: Sequence[Offer], days: Sequence[date]
) -> None:
    for day in days:
        together: set[Span] = set()
        for offer in group:
            spans = slots_of(offer.read_rules(), day, None)
            found.open_of[offer.ref] += sum(n for _, n in _minutes(spans, quota))
            together.update(spans)
        for hour, minutes in _minutes(sorted(together), quota):
            found.open[day.weekday(), hour] += minutes


def _minutes(spans: Sequence[Span], quota: QuotaFacts) -> Iterator[tuple[int, int]]:
    """Hour and minutes times places, of every time of a day."""
    share = Fraction(quota.capacity)
    if quota.period == "day" and spans:
        share /= len(spans)
    for span in spans:
        for hour, minutes in hours_of(*span):
            yield hour, round(minutes * share)


def _count_bookings(
    found: Usage, offers: dict[UUID, Offer], told: set[UUID], first: date, last: date
) -> None:
    rows = Reservation.objects.filter(
        offer_id__in=list(offers),
        ends_at__gt=instant_of(first, 0),
        starts_at__lt=instant_of(last, DAY_MINUTES),
    ).values_list("offer_id", "state", "starts_at", "ends_at", "ended_at", "people")
    for key, state, starts_at, ends_at, ended_at, people in rows.iterator(chunk_size=CHUNK):
        offer = offers[key]
        begins, minute = day_and_minute(starts_at)
        if state in USED and key in told:
            for day, span in _times(offer, (begins, minute, last_day_and_minute(ends_at)[1])):
                if first <= day <= last:
                    _add_used(found, offer, day, span, people)
        if begins >= first:
            month = begins.replace(day=1)
            for ends in (found.by_month[month], found.by_space[offer.ref]):
                add_end(ends, state, starts_at, ended_at, people)


def _times(offer: Offer, own: tuple[date, int, int]) -> Iterator[tuple[date, Span]]:
    """The times at which the people of a booking come."""
    times = offer.read_rules().times
    if not isinstance(times, Sessions):
        yield own[0], own[1:]
        return
    for day in {day_and_minute(one.starts_at)[0] for one in times.sessions}:
        for one in sessions_on(times, day):
            yield day, (day_and_minute(one.starts_at)[1], last_day_and_minute(one.ends_at)[1])


def _add_used(found: Usage, offer: Offer, day: date, span: Span, people: int) -> None:
    for hour, minutes in hours_of(*span):
        found.used[day.weekday(), hour] += minutes * people
        found.used_of[offer.ref] += minutes * people
