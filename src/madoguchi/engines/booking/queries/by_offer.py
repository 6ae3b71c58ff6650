# SPDX-License-Identifier: Apache-2.0
"""What happens at offers without places (counters, check-ups, courses, pickups): taken and free?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch

from madoguchi.engines.booking.models import LIVE, Offer, Quota, Reservation
from madoguchi.engines.booking.queries.availability import list_free
from madoguchi.engines.booking.queries.day_list import sessions_on
from madoguchi.engines.booking.queries.staff_view import visible_offers
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.times import (
    DAY_MINUTES,
    day_and_minute,
    days_between,
    instant_of,
    last_day_and_minute,
)
from madoguchi.kernel.actors import Actor

STILL_LISTED = timedelta(days=60)
"""So long a course that is over can still be chosen."""
Span = tuple[int, int]
"""From and until, in minutes of a day."""


@dataclass(slots=True)
class Taken:
    """How many bookings and people a time has."""

    bookings: int = 0
    people: int = 0


@dataclass(slots=True)
class OfferDay:
    """One offer on one day: what is taken of each time, and which times are still to be had."""

    taken: dict[Span, Taken] = field(default_factory=lambda: defaultdict(Taken))
    free: list[tuple[Span, int | None]] = field(default_factory=list)
    """Times with the places left, None where the offer counts none."""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer with its days."""

    offer: Offer
    days: tuple[OfferDay, ...]


def list_placeless(actor: Actor, *, on: date) -> list[Offer]:
    """The offers of the sections that have no places, courses that are long over left out."""
    quotas = Prefetch("quotas", queryset=Quota.objects.order_by("id"))
    rows = visible_offers(actor).filter(spaces=None).prefetch_related(quotas, "spaces")
    return [one for one in rows.order_by("kind", "key") if not _is_past(one, on - STILL_LISTED)]


def _is_past(offer: Offer, day: date) -> bool:
    times = offer.read_rules().times
    if not isinstance(times, Sessions):
        return False
    return max(day_and_minute(one.starts_at)[0] for one in times.sessions) < day


def read_offer_days(
    offers: Sequence[Offer], first: date, count: int, *, at: datetime
) -> list[OfferRow]:
    """Every offer over the days; a fixed number of queries. Courses without a session are left out."""
    days = days_between(first, first + timedelta(days=count - 1))
    found = {one.id: {day: OfferDay() for day in days} for one in offers}
    _add_free([one for one in offers if one.is_open], found, days, at=at)
    _add_taken({one.id: one for one in offers}, found, days)
    shown = [one for one in offers if _has_day(one, days)]
    return [OfferRow(one, tuple(found[one.id].values())) for one in shown]


def _has_day(offer: Offer, days: Iterable[date]) -> bool:
    times = offer.read_rules().times
    return not isinstance(times, Sessions) or any(sessions_on(times, day) for day in days)


def _add_free(
    offers: Sequence[Offer],
    found: dict[UUID, dict[date, OfferDay]],
    days: Sequence[date],
    *,
    at: datetime,
) -> None:
    for free in list_free(offers, first=days[0], last=days[-1], at=at):
        for day in days:
            found[free.offer.id][day].free += [
                (_span(slot.starts_at, slot.ends_at), slot.left)
                for slot in free.slots(day)
                if slot.is_free and slot.is_bookable
            ]


def _add_taken(
    offers: dict[UUID, Offer], found: dict[UUID, dict[date, OfferDay]], days: Sequence[date]
) -> None:
    rows = Reservation.objects.filter(
        offer_id__in=offers,
        state__in=LIVE,
        starts_at__lt=instant_of(days[-1], DAY_MINUTES),
        ends_at__gt=instant_of(days[0], 0),
    ).values_list("offer_id", "starts_at", "ends_at", "people")
    courses: Counter[UUID] = Counter()
    people: Counter[UUID] = Counter()
    for offer, starts_at, ends_at, size in rows:
        if isinstance(offers[offer].read_rules().times, Sessions):
            courses[offer] += 1
            people[offer] += size
            continue
        day, _ = day_and_minute(starts_at)
        if day in found[offer]:
            taken = found[offer][day].taken[_span(starts_at, ends_at)]
            taken.bookings += 1
            taken.people += size
    for key, one in offers.items():
        times = one.read_rules().times
        if isinstance(times, Sessions):
            for day in days:
                for session in sessions_on(times, day):
                    span = _span(session.starts_at, session.ends_at)
                    found[key][day].taken[span] = Taken(courses[key], people[key])


def _span(starts_at: datetime, ends_at: datetime) -> Span:
    return day_and_minute(starts_at)[1], last_day_and_minute(ends_at)[1]
