# SPDX-License-Identifier: Apache-2.0
"""Which wishes were typed into the form of a lottery, and what can be chosen in it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects

from madoguchi.engines.booking.models import LotteryRound, Offer
from madoguchi.engines.booking.queries.lottery import slot_of
from madoguchi.engines.booking.queries.offers import chains_of, lines_for, lines_of
from madoguchi.engines.booking.rules.hours import hours_on
from madoguchi.engines.booking.rules.offer import FreeTimes, Grid
from madoguchi.engines.booking.rules.slots import slots_on
from madoguchi.engines.booking.rules.times import DAY_MINUTES, days_between, instant_of
from madoguchi.engines.booking.web.citizen.frame import clock, pick, place_of, short_day, time_words
from madoguchi.platform.screens.wording import say

ALL_DAY = ((0, DAY_MINUTES),)
MOST_TIMES = 80


@dataclass
class Line:
    """One time of a wish as typed: offer and place, day, start and end in minutes."""

    place: str = ""
    day: str = ""
    time: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.place or self.day or self.time)

    @property
    def is_whole(self) -> bool:
        """Whether everything was chosen."""
        return bool(self.place and self.day and self.time)


@dataclass
class Wishes:
    """What was typed, wish by wish, best first."""

    wishes: list[list[Line]] = field(default_factory=list)


def read_wishes(post: Mapping[str, str], *, most: int, most_lines: int) -> Wishes:
    """The wishes of a posted form, in their order."""
    found = Wishes()
    for number in range(1, most + 1):
        lines = []
        for part in range(1, most_lines + 1):
            name = f"w{number}.{part}"
            if f"{name}.place" not in post:
                break
            lines.append(Line(*(post.get(f"{name}.{one}", "")[:120] for one in _NAMES)))
        if lines:
            found.wishes.append(lines)
    return found


_NAMES = ("place", "day", "time")


def rearrange(found: Wishes, do: str, *, most: int, most_lines: int) -> None:
    """Add, remove, move up, or add a time to a wish; what does not fit changes nothing."""
    verb, _, number = do.partition("-")
    place = int(number) - 1 if number.isascii() and number.isdigit() else -1
    inside = 0 <= place < len(found.wishes)
    if verb == "add" and len(found.wishes) < most:
        found.wishes.append([Line()])
    elif verb == "remove" and inside:
        del found.wishes[place]
    elif verb == "up" and 0 < place < len(found.wishes):
        found.wishes.insert(place - 1, found.wishes.pop(place))
    elif verb == "more" and inside and len(found.wishes[place]) < most_lines:
        found.wishes[place].append(Line())
    elif verb == "less" and inside and len(found.wishes[place]) > 1:
        found.wishes[place].pop()
    if not found.wishes:
        found.wishes.append([Line()])


def times_of(line: Line) -> tuple[str, str, datetime, datetime] | None:
    """Offer, place, start and end of a typed line; None where it cannot be read."""
    offer, _, space = line.place.partition("|")
    starts, _, ends = line.time.partition("-")
    try:
        day = date.fromisoformat(line.day)
        first, last = int(starts), int(ends)
    except ValueError:
        return None
    if not offer or not 0 <= first < last <= DAY_MINUTES:
        return None
    return offer, space, instant_of(day, first), instant_of(day, last)


def offered(one: LotteryRound, lang: str) -> dict[str, Any]:
    """What the lists of the form hold: places, days, times."""
    offers = list(one.offers.all())
    prefetch_related_objects(offers, "spaces")
    days = days_between(one.from_on, min(one.until_on, one.from_on + timedelta(days=366)))
    return {
        "places": [
            (f"{offer.key}|{space.key}", place_of(offer, space, lang))
            for offer in offers
            for space in offer.spaces.all()
            if space.is_active
        ]
        + [
            (f"{offer.key}|", place_of(offer, None, lang))
            for offer in offers
            if not offer.spaces.all()
        ],
        "days": [(day.isoformat(), short_day(day, lang)) for day in days],
        "times": [
            (
                f"{first}-{last}",
                say("booking.span", lang, starts=clock(first, lang), ends=clock(last, lang)),
            )
            for first, last in _times(offers, days)
        ],
    }


def _times(offers: Sequence[Offer], days: Sequence[date]) -> list[tuple[int, int]]:
    """Every time that some place has on some day; at most eighty."""
    spaces = {space.id: space for offer in offers for space in offer.spaces.all()}
    chains = chains_of(spaces.values())
    known = lines_of(list(chains.values()), days[0], days[-1])
    found: set[tuple[int, int]] = set()
    for offer in offers:
        patterns = {
            hours_on(day, *lines) if lines else ALL_DAY
            for space in offer.spaces.all()
            for lines in [lines_for(chains[space.id], known)]
            for day in days
        } or {ALL_DAY}
        for hours in patterns:
            found.update(_of_day(offer, hours))
    return sorted(found)[:MOST_TIMES]


def _of_day(offer: Offer, hours: tuple[tuple[int, int], ...]) -> set[tuple[int, int]]:
    times = offer.read_rules().times
    if isinstance(times, Grid):
        slots = list(slots_on(times, hours))
        return {
            (slots[first][0], slots[last][1])
            for first in range(len(slots))
            for last in range(first, min(first + times.most_in_a_row, len(slots)))
        }
    if isinstance(times, FreeTimes):
        lengths = {times.shortest, min(times.shortest * 2, times.longest), times.longest}
        closes = max((one[1] for one in hours), default=0)
        return {
            (start, start + length)
            for start, _ in slots_on(times, hours)
            for length in lengths
            if start + length <= closes
        }
    return set()


def wish_words(slots: Sequence[str], offers: Mapping[str, Offer], lang: str) -> list[str]:
    """The times of a wish in words."""
    said = []
    for name in slots:
        key, space, starts_at, ends_at = slot_of(name)
        offer = offers.get(key)
        place = key
        if offer is not None:
            found = next((one for one in offer.spaces.all() if one.key == space), None)
            place = place_of(offer, found, lang) if found or not space else pick(offer.title, lang)
        said.append(f"{place} {time_words(starts_at, ends_at, lang)}")
    return said
