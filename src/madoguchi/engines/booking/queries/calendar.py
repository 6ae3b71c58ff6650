# SPDX-License-Identifier: Apache-2.0
"""How does each day of an offer look: free, full, lottery, not open yet, closed, past?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from madoguchi.engines.booking.models import LotteryRound, Offer
from madoguchi.engines.booking.queries.availability import Slot, SpaceFree, list_free
from madoguchi.engines.booking.queries.rounds import Rounds, running_rounds
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.slots import opens_at, window_for
from madoguchi.engines.booking.rules.times import day_and_minute

State = Literal["past", "closed", "lottery", "free", "early", "full"]


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day at a glance; ``free`` of ``total`` times can be booked."""

    day: date
    state: State
    free: int
    total: int
    round: LotteryRound | None = None
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferDays:
    """Some days of an offer at all its places (or at those asked for)."""

    offer: Offer
    places: list[SpaceFree]
    marks: list[DayMark]
    rounds: Rounds

    def state_of(self, slot: Slot, day: date, *, at: datetime) -> State:
        """How one slot looks on its day."""
        if slot.starts_at <= at:
            return "past"
        if self.rounds.on(self.offer, day) is not None:
            return "lottery" if slot.is_free else "full"
        if slot.is_free:
            return "free" if slot.is_bookable else _not_bookable(self.offer, day, at)
        return "full"


def get_offer_days(
    offer: Offer,
    *,
    first: date,
    last: date,
    at: datetime,
    user_class: str = GENERAL,
    spaces: Iterable[str] | None = None,
) -> OfferDays:
    """The days with their marks; at most twelve queries, however many days and places."""
    places = list_free([offer], first=first, last=last, at=at, user_class=user_class, spaces=spaces)
    rounds = running_rounds([offer])
    counts = [place.per_day() for place in places]
    days = places[0].days.listed() if places else []
    today, _ = day_and_minute(at)
    opening = _opening(offer, user_class)
    marks = []
    for number, day in enumerate(days):
        free = sum(one[number][0] for one in counts)
        total = sum(one[number][1] for one in counts)
        running = rounds.on(offer, day)
        opens = opening(day)
        state = _state(day, today, (free, total), running, too_early=opens > at)
        marks.append(DayMark(day, state, free, total, running, opens if opens > at else None))
    return OfferDays(offer, places, marks, rounds)


def _opening(offer: Offer, user_class: str) -> Callable[[date], datetime]:
    window = window_for(offer.read_rules(), user_class)
    return lambda day: opens_at(window, day)


def _state(
    day: date,
    today: date,
    counted: tuple[int, int],
    running: LotteryRound | None,
    *,
    too_early: bool,
) -> State:
    free, total = counted
    if day < today:
        return "past"
    if not total:
        return "closed"
    if running is not None:
        return "lottery"
    if free:
        return "free"
    if too_early:
        return "early"
    return "full"


def _not_bookable(offer: Offer, day: date, at: datetime) -> State:
    window = offer.read_rules().window
    return "early" if opens_at(window, day) > at else "past"
