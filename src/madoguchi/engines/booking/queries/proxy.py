# SPDX-License-Identifier: Apache-2.0
"""Which free times are nearest to what a caller asks for?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import prefetch_related_objects

from madoguchi.engines.booking.models import Offer, Reservation, Space
from madoguchi.engines.booking.queries.availability import (
    CourseFree,
    Slot,
    list_courses,
    list_free,
)
from madoguchi.engines.booking.rules.runs import longer_times, shortest_of
from madoguchi.engines.booking.rules.times import day_and_minute, instant_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.text import search_key

DAYS_LOOKED_AT, MOST_SHOWN = 14, 9
Hours = tuple[int | None, int | None]
"""Start and end in minutes of a day, None where not said."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a caller can be given: an offer at a space, or without one."""

    offer: Offer
    space: Space | None

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.offer.key}|{self.space.key if self.space else ''}"

    def title(self, lang: str) -> str:
        """What a clerk calls it."""
        names = [self.offer.title, *([self.space.title] if self.space else [])]
        words = [str(one.get(lang) or one.get("ja", "")) for one in names]
        return " ".join(dict.fromkeys(words))


@dataclass(frozen=True, slots=True)
class NearTime:
    """A free time at a place."""

    place: Place
    slot: Slot

    @property
    def key(self) -> str:
        """How forms name it."""
        first, last = self.slot.starts_at.timestamp(), self.slot.ends_at.timestamp()
        return f"{self.place.key}|{int(first)}|{int(last)}"


def list_places(offers: Sequence[Offer]) -> list[Place]:
    """Every offer with each of its spaces; two queries."""
    prefetch_related_objects(list(offers), "spaces", "quotas")
    found = []
    for offer in offers:
        spaces = [one for one in offer.spaces.all() if one.is_active]
        found += [Place(offer, one) for one in spaces] or [Place(offer, None)]
    return found


def match_places(places: Sequence[Place], typed: str) -> list[Place]:
    """The places whose name holds every typed word, those that begin with it first."""
    words = [search_key(word) for word in typed.split()]
    scored = []
    for place in places:
        names = [search_key(place.title("ja")), search_key(place.title("en"))]
        keys = [place.offer.key, place.space.key if place.space else ""]
        if typed.strip() in (place.key, *keys):
            scored.append((0, place))
        elif words and any(all(word in name for word in words) for name in names):
            scored.append((1, place))
    best = sorted(scored, key=lambda one: one[0])
    return [place for score, place in best if score == best[0][0]]


def nearest_times(
    places: Sequence[Place],
    *,
    day: date,
    hours: Hours,
    people: int,
    at: datetime,
) -> list[NearTime]:
    """Free times from the day on, the asked-for day and hour first; slots in a row as one time."""
    last = day + timedelta(days=DAYS_LOOKED_AT - 1)
    offers = list({one.offer.id: one.offer for one in places}.values())
    by_key = {one.key: one for one in places}
    found = []
    for free in list_free(offers, first=day, last=last, at=at):
        place = by_key.get(f"{free.offer.key}|{free.space.key if free.space else ''}")
        if place is None:
            continue
        for on in free.days.listed():
            found += [
                NearTime(place, slot)
                for slot in _candidates(free.offer, free.slots(on), on, hours, people)
            ]
    found += _courses(offers, by_key, people, at=at)
    return sorted(found, key=lambda one: _distance(one.slot, day, hours))[:MOST_SHOWN]


def _courses(
    offers: Sequence[Offer], by_key: dict[str, Place], people: int, *, at: datetime
) -> list[NearTime]:
    return [
        NearTime(by_key[f"{one.offer.key}|"], _whole(one))
        for one in list_courses(offers, at=at)
        if not one.is_over and (one.left is None or one.left >= people)
        if f"{one.offer.key}|" in by_key
    ]


def _whole(one: CourseFree) -> Slot:
    return Slot(one.starts_at, one.ends_at, is_free=True, is_bookable=True, left=one.left)


def find_made(token: str, *, actor: Actor) -> Reservation | None:
    """The booking that this person has made with a form already."""
    rows = Reservation.objects.filter(idempotency_key=token, made_by_ref=actor.ref)
    return rows.filter(channel="phone").first()


def _candidates(
    offer: Offer, slots: Sequence[Slot], on: date, hours: Hours, people: int
) -> list[Slot]:
    """What of a day could be given: single slots, or where a length was asked times as long.

    From each start the shortest time that lasts long enough, and the shortest that holds all of
    what was asked.
    """

    def is_free(slot: Slot) -> bool:
        return slot.is_free and slot.is_bookable and (slot.left is None or slot.left >= people)

    starts, ends = hours
    if starts is None or ends is None:
        return [slot for slot in slots if is_free(slot)]
    times = longer_times(offer.read_rules(), slots, is_free)
    first, last = instant_of(on, starts), instant_of(on, ends)
    around = [one for one in times if one[0] <= first and last <= one[1]]
    found = set(shortest_of(times, ends - starts))
    found.update(sorted(around, key=lambda one: one[1] - one[0])[:1])
    return [_made_of(slots, *one) for one in sorted(found)]


def _made_of(slots: Sequence[Slot], starts_at: datetime, ends_at: datetime) -> Slot:
    """A time made of free slots; places are left as in the fullest of them."""
    inside = [one.left for one in slots if starts_at <= one.starts_at and one.ends_at <= ends_at]
    left = min((one for one in inside if one is not None), default=None)
    return Slot(starts_at, ends_at, is_free=True, is_bookable=True, left=left)


def _distance(slot: Slot, day: date, hours: Hours) -> tuple[int, bool, int, int, datetime]:
    """Day first, then whether it holds all of what was asked, how far from the hour, how long."""
    on, minute = day_and_minute(slot.starts_at)
    starts, ends = hours
    length = int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    away = 0 if starts is None else abs(minute - starts)
    longer = 0 if starts is None or ends is None else abs(length - (ends - starts))
    misses = starts is not None and ends is not None and not (
        minute <= starts and ends <= minute + length
    )
    return (abs((on - day).days), misses, away, longer, slot.starts_at)
