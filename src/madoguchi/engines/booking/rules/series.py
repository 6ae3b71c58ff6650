# SPDX-License-Identifier: Apache-2.0
"""On which dates does a repeating booking fall, and which other times lie near a taken one?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.refusals import BookingRefusal, RuleWrong
from madoguchi.engines.booking.rules.times import clock_of, instant_of
from madoguchi.engines.booking.rules.wanted import Channel, Wanted
from madoguchi.kernel.texts import text

Every = Literal["week", "two_weeks", "month"]
EVERY: tuple[Every, ...] = ("week", "two_weeks", "month")
LAST = 5
"""The fifth such weekday means the last of each month."""


class SeriesNotOffered(BookingRefusal):
    """The offer takes no series."""

    code = "booking.series_not_offered"
    sentence = text(
        "この受付では、くり返しの予約はできません。1回ずつ予約してください。",
        "This cannot be booked as a series. Please book each time by itself.",
        "1回ずつ よやく して ください。",
    )


class SeriesTooLong(BookingRefusal):
    """More dates than the offer allows in one series, or none."""

    code = "booking.series_too_long"
    sentence = text(
        "この期間では{count}回になります。1回から{most}回までになるように、期間を選んでください。",
        "That makes {count} dates; choose a period with 1 to {most}.",
        "{count}回に なります。{most}回までに して ください。",
    )


class SeriesConflict(BookingRefusal):
    """Some of the chosen dates are not free any more; none was booked."""

    code = "booking.series_conflict"
    status = 409
    sentence = text(
        "{days}は、予約できなくなりました。まだ1件も予約していません。",
        "Not possible any more: {days}. Nothing has been booked.",
        "{days}は よやく できません。まだ よやく していません。",
    )
    what_next = text(
        "その日だけ別の時間か場所を選ぶか、「予約しない」を選んで、もう一度押してください。",
        "Choose another time or place for those days, or leave them out, and press again.",
        "その 日だけ えらびなおして ください。",
    )


class SeriesEmpty(BookingRefusal):
    """No date was chosen."""

    code = "booking.series_empty"
    sentence = text(
        "予約する日が1つも選ばれていません。",
        "No date is chosen.",
        "日を えらんで ください。",
    )
    what_next = text(
        "予約する日を1つ以上選んでください。",
        "Choose at least one date.",
        "1つ えらんで ください。",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesWish:
    """What somebody wants to book again and again."""

    offer: str
    first_on: date
    last_on: date
    every: Every
    starts: int
    ends: int
    space: str = ""
    people: int = 1
    purpose: str = ""
    group_id: UUID | None = None
    person_ref: str = ""
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: Channel = "web"

    @property
    def pattern(self) -> dict[str, object]:
        """The pattern as it is kept with the series."""
        return {
            "every": self.every,
            "starts": clock_of(self.starts),
            "ends": clock_of(self.ends),
            "space": self.space,
        }

    def on(self, day: date) -> Wanted:
        """The wish for one date."""
        return self.at(Place(instant_of(day, self.starts), instant_of(day, self.ends), self.space))

    def at(self, place: "Place") -> Wanted:
        """The wish for one time and place."""
        return Wanted(
            offer=self.offer,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            space=place.space,
            people=self.people,
            purpose=self.purpose,
            group_id=self.group_id,
            person_ref=self.person_ref,
            contact=self.contact,
            channel=self.channel,
            straight=True,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A time at a place."""

    starts_at: datetime
    ends_at: datetime
    space: str


def dates_of(wish: SeriesWish, rules: OfferRules) -> list[date]:
    """The dates of the pattern, from the first to the last.

    Monthly means the same weekday of the month: the second Tuesday; the fifth means the last.

    Raises:
        SeriesNotOffered, SeriesTooLong: the offer does not allow it. RuleWrong: no such time.
    """
    if not rules.series_most:
        raise SeriesNotOffered
    if wish.ends <= wish.starts:
        raise RuleWrong(why="終わりの時刻は、始まりより後にしてください")
    reach = rules.series_most * 31 + 31
    last = min(wish.last_on, wish.first_on + timedelta(days=reach))
    found = list(_walk(wish.first_on, last, wish.every))
    if not 1 <= len(found) <= rules.series_most:
        raise SeriesTooLong(count=len(found), most=rules.series_most)
    return found


def _walk(first: date, last: date, every: Every) -> Iterable[date]:
    if every != "month":
        step = timedelta(weeks=1 if every == "week" else 2)
        day = first
        while day <= last:
            yield day
            day += step
        return
    nth = (first.day - 1) // 7 + 1
    year, month = first.year, first.month
    while True:
        day = nth_weekday(year, month, first.weekday(), nth)
        if day > last:
            return
        yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; the last for the fifth."""
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=nth - 1)
    return day if day.month == month else day - timedelta(weeks=1)


def near_times(
    wanted: Wanted, free: Mapping[str, Sequence[tuple[datetime, datetime]]], most: int = 2
) -> list[Place]:
    """What could be taken instead: the same room shifted, then other rooms at the same time.

    ``free`` holds for each place the free times of that day that last as long.
    """
    own = sorted(
        (one for one in free.get(wanted.space, ()) if one[0] != wanted.starts_at),
        key=lambda one: (abs(one[0] - wanted.starts_at), one[0]),
    )
    shifted = [Place(*one, wanted.space) for one in own[:most]]
    others = [
        Place(*one, space)
        for space, times in sorted(free.items())
        for one in times
        if space != wanted.space and one == (wanted.starts_at, wanted.ends_at)
    ]
    return [*shifted, *others[:most]]
