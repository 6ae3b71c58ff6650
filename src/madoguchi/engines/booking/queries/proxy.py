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
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.text import search_key

DAYS_LOOKED_AT, MOST_SHOWN = 14, 9


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
    hours: tuple[int | None, int | None],
    people: int,
    at: datetime,
) -> list[NearTime]:
    """Free times from the day on, the asked-for day and hour first."""
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
                for slot in free.slots(on)
                if slot.is_free and slot.is_bookable and _fits(slot, hours, people)
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


def _fits(slot: Slot, hours: tuple[int | None, int | None], people: int) -> bool:
    if slot.left is not None and slot.left < people:
        return False
    starts, ends = hours
    if starts is None or ends is None:
        return True
    length = int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    return length >= ends - starts


def _distance(
    slot: Slot, day: date, hours: tuple[int | None, int | None]
) -> tuple[int, int, int, datetime]:
    """Day first, then how far from the hour, then how much longer than asked."""
    on, minute = day_and_minute(slot.starts_at)
    starts, ends = hours
    length = int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    away = 0 if starts is None else abs(minute - starts)
    longer = 0 if starts is None or ends is None else abs(length - (ends - starts))
    return (abs((on - day).days), away, longer, slot.starts_at)
