# SPDX-License-Identifier: Apache-2.0
"""Which free times are nearest to what a caller asks for?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from madoguchi.engines.booking.models import Offer, Reservation, Space
from madoguchi.engines.booking.queries.availability import CourseFree, list_courses, list_free
from madoguchi.engines.booking.rules.near import (
    Asked,
    Near,
    candidates,
    distance,
    taken_times,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.text import search_key

DAYS_LOOKED_AT, MOST_SHOWN, MOST_FULL = 14, 9, 3


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
    slot: Near

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


@dataclass(frozen=True, slots=True)
class Times:
    """Free times from the day on, the nearest first, and full ones of the day to wait for."""

    near: list[NearTime]
    full: list[NearTime]


def find_times(places: Sequence[Place], asked: Asked, *, at: datetime) -> Times:
    """Free times of two weeks, the asked-for day and hour first; slots in a row as one time."""
    last = asked.day + timedelta(days=DAYS_LOOKED_AT - 1)
    offers = list({one.offer.id: one.offer for one in places}.values())
    by_key = {one.key: one for one in places}
    near: list[NearTime] = []
    full: list[NearTime] = []
    for free in list_free(offers, first=asked.day, last=last, at=at):
        place = by_key.get(f"{free.offer.key}|{free.space.key if free.space else ''}")
        if place is None:
            continue
        rules = free.offer.read_rules()
        for on in free.days.listed():
            slots = free.slots(on)
            near += [NearTime(place, one) for one in candidates(rules, slots, on, asked, at=at)]
            if on == asked.day and rules.waiting.size:
                full += [NearTime(place, one) for one in taken_times(rules, slots, asked, at=at)]
    for course, has_room in _courses(offers, by_key, asked.people, at=at):
        (near if has_room else full).append(course)
    return Times(_nearest(near, asked)[:MOST_SHOWN], _nearest(full, asked)[:MOST_FULL])


def _nearest(times: Sequence[NearTime], asked: Asked) -> list[NearTime]:
    return sorted(times, key=lambda one: distance(one.slot, asked))


def _courses(
    offers: Sequence[Offer], by_key: dict[str, Place], people: int, *, at: datetime
) -> list[tuple[NearTime, bool]]:
    """Courses that are not over, with whether they have room; full ones where one can wait."""
    found = []
    for one in list_courses(offers, at=at):
        place = by_key.get(f"{one.offer.key}|")
        has_room = one.left is None or one.left >= people
        waits = bool(one.offer.read_rules().waiting.size)
        if place is not None and not one.is_over and (has_room or waits):
            found.append((NearTime(place, _whole(one)), has_room))
    return found


def _whole(one: CourseFree) -> Near:
    return Near(one.starts_at, one.ends_at, one.left)


def find_made(token: str, *, actor: Actor) -> Reservation | None:
    """The booking that this person has made with a form already."""
    rows = Reservation.objects.filter(idempotency_key=token, made_by_ref=actor.ref)
    return rows.filter(channel="phone").first()
