# SPDX-License-Identifier: Apache-2.0
"""Which free times fit what somebody looks for, and why is the rest not free?"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import prefetch_related_objects

from madoguchi.engines.booking.models import LotteryRound, Offer, Space
from madoguchi.engines.booking.queries.availability import SpaceFree, list_free
from madoguchi.engines.booking.queries.rounds import Rounds, running_rounds
from madoguchi.engines.booking.rules.asking import Asked, means
from madoguchi.engines.booking.rules.offer import FeeLine
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.runs import Time, longer_times, shortest_of
from madoguchi.engines.booking.rules.slots import opens_at
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.texts import LANGUAGES

Why = Literal["", "small", "closed", "lottery", "early", "full", "short"]
DAYS_AHEAD = 93
SHOWN = 3


@dataclass(slots=True)
class FoundPlace:
    """A place of an offer with the first times that fit; without any, ``why`` and what is next."""

    offer: Offer
    space: Space | None
    times: list[Time] = field(default_factory=list)
    next_time: Time | None = None
    why: Why = ""
    round: LotteryRound | None = None
    opens: datetime | None = None

    @property
    def title(self) -> dict[str, str]:
        """The name of the place, else of the offer."""
        return dict(self.space.title if self.space else self.offer.title)

    @property
    def price(self) -> FeeLine | None:
        """The cheapest line of the fees that may hold here; the first that always fits ends the list."""
        space = self.space.key if self.space else ""
        found: list[FeeLine] = []
        for one in self.offer.read_rules().fees:
            if one.spaces and space not in one.spaces:
                continue
            found.append(one)
            if not (one.user_classes or one.purposes or one.weekdays or one.starts):
                break
        return min(found, key=lambda one: one.yen, default=None)


def search_times(
    offers: Sequence[Offer],
    asked: Asked,
    *,
    at: datetime,
    building: str = "",
    purpose: str = "",
    user_class: str = GENERAL,
) -> list[FoundPlace]:
    """Every place that the words mean, those with free times first; a fixed number of queries.

    Courses are not among them: they have no times to choose (``list_courses``).
    """
    prefetch_related_objects(list(offers), "spaces__parent__parent", "quotas")
    today, _ = day_and_minute(at)
    first = max(asked.first or today, today)
    last = max(asked.last or first + timedelta(days=30), first)
    meant = _meant(offers, asked, building, purpose)
    if not meant:
        return []
    wanted = {(offer.id, space.id if space else None) for offer, space in meant}
    asked_offers = list({offer.id: offer for offer, _ in meant}.values())
    rounds = running_rounds(asked_offers)
    places = list_free(
        asked_offers,
        first=first,
        last=max(last, first + timedelta(days=DAYS_AHEAD - 1)),
        at=at,
        user_class=user_class,
    )
    looker = _Looker(asked, rounds, last, at)
    return [
        looker.look(place)
        for place in places
        if (place.offer.id, place.space.id if place.space else None) in wanted
    ]


def told_of(offer: Offer, space: Space | None) -> str:
    """All names and descriptions of a place in every language, for looking words up."""
    parts = [*_words_of(offer.title), *_words_of(offer.about), *offer.read_rules().purposes]
    above = space
    while above is not None:
        parts += [*_words_of(above.title), *_words_of(above.about), above.address]
        above = above.parent
    return unicodedata.normalize("NFKC", " ".join(parts)).lower()


def _words_of(told: Mapping[str, object]) -> list[str]:
    """The words in each language, and nothing else that is kept beside them."""
    return [str(told[lang]) for lang in LANGUAGES if told.get(lang)]


def _meant(
    offers: Iterable[Offer], asked: Asked, building: str, purpose: str
) -> list[tuple[Offer, Space | None]]:
    """The places that the words speak of: of all words, or of any where none has all."""
    pairs: list[tuple[Offer, Space | None]] = []
    for offer in offers:
        purposes = offer.read_rules().purposes
        if purpose and purposes and purpose not in purposes:
            continue
        spaces = [one for one in offer.spaces.all() if one.is_active]
        if building:
            spaces = [one for one in spaces if building in _above(one)]
        pairs += [(offer, one) for one in spaces]
        if not offer.spaces.all() and not building:
            pairs.append((offer, None))
    if not asked.words:
        return pairs
    told = {id(pair): told_of(*pair) for pair in pairs}
    whole = [pair for pair in pairs if all(means(w, told[id(pair)]) for w in asked.words)]
    return whole or [pair for pair in pairs if any(means(w, told[id(pair)]) for w in asked.words)]


def _above(space: Space) -> set[str]:
    keys = {space.key}
    parent = space.parent
    while parent is not None:
        keys.add(parent.key)
        parent = parent.parent
    return keys


def _counted(place: SpaceFree) -> Iterator[tuple[date, tuple[int, int]]]:
    """Free and all slots of each day; where places are counted, no day before it is asked for."""
    if not place.quotas:
        yield from zip(place.days.listed(), place.per_day(), strict=True)
        return
    for day in place.days.listed():
        slots = place.slots(day)
        yield day, (sum(one.is_free and one.is_bookable for one in slots), len(slots))


@dataclass(frozen=True, slots=True)
class _Looker:
    """Looks at one place after another for the same wish."""

    asked: Asked
    rounds: Rounds
    last: date
    at: datetime

    def look(self, place: SpaceFree) -> FoundPlace:
        """The first times that fit, or why there are none."""
        found = FoundPlace(place.offer, place.space)
        if self.asked.people and not self._is_large_enough(place):
            found.why = "small"
            return found
        any_slot = False
        for day, (free, total) in _counted(place):
            if not self.asked.wants_day(day):
                continue
            any_slot = any_slot or (total > 0 and day <= self.last)
            running = self.rounds.on(place.offer, day)
            if running is not None and total:
                found.round = found.round or (running if day <= self.last else None)
            elif free:
                self._take(found, place, day)
            if len(found.times) >= SHOWN or (day > self.last and found.next_time):
                break
        if not found.times:
            found.why = self._why(found, place, any_slot=any_slot)
        return found

    def _take(self, found: FoundPlace, place: SpaceFree, day: date) -> None:
        for time in self._times(place, day):
            if day <= self.last and len(found.times) < SHOWN:
                found.times.append(time)
            elif day > self.last and found.next_time is None:
                found.next_time = time

    def _times(self, place: SpaceFree, day: date) -> list[Time]:
        need = max(self.asked.people, 1)
        slots = place.slots(day)
        longer = longer_times(
            place.offer.read_rules(),
            slots,
            lambda slot: (
                slot.is_free and slot.is_bookable and (slot.left is None or slot.left >= need)
            ),
        )
        times = shortest_of(longer, self.asked.minutes)
        return [one for one in times if self.asked.wants_start(day_and_minute(one[0])[1])]

    def _is_large_enough(self, place: SpaceFree) -> bool:
        rules, space = place.offer.read_rules(), place.space
        most = rules.people_most
        if space is not None and space.kind == "place" and space.capacity > 1:
            most = min(most, space.capacity)
        return self.asked.people <= most

    def _why(self, found: FoundPlace, place: SpaceFree, *, any_slot: bool) -> Why:
        if found.round is not None:
            return "lottery"
        if not any_slot:
            return "closed"
        opens = opens_at(place.offer.read_rules().window, self.last)
        if (
            opens > self.at
            and opens_at(place.offer.read_rules().window, place.days.first) > self.at
        ):
            found.opens = opens_at(place.offer.read_rules().window, place.days.first)
            return "early"
        return "short" if self.asked.minutes else "full"


def sort_found(found: Sequence[FoundPlace], order: str) -> list[FoundPlace]:
    """Free first; then the nearest time, the cheapest or the largest place."""
    return sorted(found, key=lambda one: (not one.times, not one.next_time, *_rank(one, order)))


def _rank(one: FoundPlace, order: str) -> tuple[float, str]:
    key = one.space.key if one.space else one.offer.key
    if order == "cheap":
        price = one.price
        return (float(price.yen) if price else 0.0, key)
    if order == "large":
        return (-float(one.space.capacity if one.space else 0), key)
    soonest = one.times[0] if one.times else one.next_time
    return (soonest[0].timestamp() if soonest else float("inf"), key)
