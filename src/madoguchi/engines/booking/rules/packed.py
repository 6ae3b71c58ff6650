# SPDX-License-Identifier: Apache-2.0
"""What may a pack say about booking? One structure for every file below ``booking/``."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from madoguchi.engines.booking.rules.hours import EVERY_DAY, WEEKDAYS, Hours, HoursException
from madoguchi.engines.booking.rules.offer import (
    Minute,
    MonthDay,
    OfferRules,
    OpenDay,
    Part,
    Sessions,
    Weekday,
    lines_of,
)
from madoguchi.kernel.city import Key
from madoguchi.kernel.texts import Text

Kind = Literal["facility", "counter", "course", "checkup", "pickup", "consultation"]
Period = Literal["slot", "day", "month", "all"]


def _with_offset(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("時刻には時差(+09:00)を付けてください")
    return value


Instant = Annotated[datetime, AfterValidator(_with_offset)]


class PackedHours(Part):
    """A line of opening hours (開館時間); lines of a season win over those of all year."""

    days: frozenset[Weekday] = Field(
        frozenset(), description="empty: every day; a national holiday counts as holiday only"
    )
    opens: Minute
    closes: Minute
    season: tuple[MonthDay, MonthDay] | None = Field(None, description="may wrap the year's end")
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("閉まる時刻は、開く時刻より後にしてください")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("適用の終わりは、始まり以後の日にしてください")
        return self

    def as_rule(self) -> Hours:
        """The line as the rules know it."""
        days = sum(1 << WEEKDAYS.index(day) for day in self.days) or EVERY_DAY
        season = None
        if self.season is not None:
            first, last = (int(one.replace("-", "")) for one in self.season)
            season = (first, last)
        return Hours(days, self.opens, self.closes, season, self.valid_from, self.valid_until)


class PackedException(Part):
    """Other hours, or none, on certain days (臨時の開館・休館)."""

    from_on: date
    until_on: date | None = Field(None, description="empty: that day only")
    opens: Minute = 0
    closes: Minute = Field(0, description="the same as opens: closed")
    reason: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("終わりの日は、始まりの日以後にしてください")
        if self.closes < self.opens:
            raise ValueError("閉まる時刻は、開く時刻以後にしてください")
        return self

    def as_rule(self) -> HoursException:
        """The exception as the rules know it."""
        return HoursException(self.from_on, self.until_on or self.from_on, self.opens, self.closes)


class PackedSpace(Part):
    """A place, equipment or a person; ``parts`` are its parts: booking the whole takes them all."""

    key: Key
    title: Text
    about: Text | None = None
    kind: Literal["place", "equipment", "person"] = "place"
    section: Key | None = Field(None, description="empty: that of the whole")
    capacity: int = Field(1, ge=1, le=100_000)
    address: str = ""
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    hours: tuple[PackedHours, ...] = Field((), description="empty: those of the whole")
    exceptions: tuple[PackedException, ...] = ()
    is_active: bool = True
    parts: tuple["PackedSpace", ...] = ()


class PackedQuota(Part):
    """A number of places that offers share (定員枠)."""

    key: Key
    title: Text
    section: Key
    capacity: int = Field(ge=0, le=1_000_000)
    period: Period = "slot"


class PackedOffer(Part):
    """Something that can be booked under one set of rules (予約の受付)."""

    key: Key
    kind: Kind
    title: Text
    about: Text | None = None
    section: Key
    spaces: tuple[Key, ...] = ()
    quotas: tuple[Key, ...] = ()
    places: int | None = Field(None, ge=0, description="a quota of its own: desks, seats, trucks")
    places_per: Period = "slot"
    is_open: bool = True
    rules: OfferRules

    @property
    def own_quota(self) -> str:
        """The key of the quota that ``places`` makes."""
        return f"{self.key}-places"


class PackedRound(Part):
    """A lottery (抽選の回); once planned it never changes."""

    key: Key
    title: Text
    offers: tuple[Key, ...] = Field(min_length=1)
    from_on: date
    until_on: date
    opens_at: Instant
    closes_at: Instant
    confirm_by: Instant
    pay_by: Instant | None = None
    rules: dict[str, int] = Field(default_factory=dict)
    previous: Key | None = None
    losers_only: bool = False


class BookingPack(Part):
    """One file below ``booking/`` of a pack, and all of them together."""

    words: dict[str, Text] = Field(
        default_factory=dict, description="classes of users and purposes by their keys"
    )
    spaces: tuple[PackedSpace, ...] = ()
    quotas: tuple[PackedQuota, ...] = ()
    offers: tuple[PackedOffer, ...] = ()
    lotteries: tuple[PackedRound, ...] = ()

    def with_words(self) -> "BookingPack":
        """Every offer with the names of the classes and purposes that its rules speak of."""
        return self.model_copy(
            update={"offers": tuple(self._named(offer) for offer in self.offers)}
        )

    def _named(self, offer: PackedOffer) -> PackedOffer:
        known = {**self.words, **offer.rules.words}
        words = {key: known[key] for key in sorted(keys_of(offer.rules)) if key in known}
        rules = offer.rules.model_copy(update={"words": words})
        return offer.model_copy(update={"rules": rules})

    def moved(self, weeks: int) -> "BookingPack":
        """The same some weeks later, so that a demonstration's courses lie ahead of its day."""
        if not weeks:
            return self
        by = timedelta(weeks=weeks)
        return self.model_copy(
            update={
                "offers": tuple(_moved_offer(one, by) for one in self.offers),
                "lotteries": tuple(_moved_round(one, by) for one in self.lotteries),
            }
        )


def walk(
    spaces: tuple[PackedSpace, ...], parent: str = "", section: str = ""
) -> Iterator[tuple[PackedSpace, str, str]]:
    """Every space with the key of its whole and its section, wholes first."""
    for space in spaces:
        own = space.section or section
        yield space, parent, own
        yield from walk(space.parts, space.key, own)


def keys_of(rules: OfferRules) -> set[str]:
    """The classes of users and purposes that rules speak of."""
    found = set(rules.purposes) | rules.eligible.user_classes | rules.eligible.group_classes
    for priority in rules.priority:
        found |= priority.user_classes
    for line in lines_of(rules):
        found |= line.user_classes | line.purposes
    return found


def _moved_offer(offer: PackedOffer, by: timedelta) -> PackedOffer:
    rules, update = offer.rules, {}
    if isinstance(rules.times, Sessions):
        update["times"] = Sessions(
            sessions=tuple(
                one.model_copy(
                    update={"starts_at": one.starts_at + by, "ends_at": one.ends_at + by}
                )
                for one in rules.times.sessions
            )
        )
    days: tuple[OpenDay, ...] = tuple(
        one.model_copy(update={"on": one.on + by}) for one in rules.open_days
    )
    changed = rules.model_copy(update={**update, "open_days": days})
    return offer.model_copy(update={"rules": changed})


def _moved_round(one: PackedRound, by: timedelta) -> PackedRound:
    names = ("from_on", "until_on", "opens_at", "closes_at", "confirm_by")
    update = {name: getattr(one, name) + by for name in names}
    update["pay_by"] = one.pay_by + by if one.pay_by else None
    return one.model_copy(update=update)
