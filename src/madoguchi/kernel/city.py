# SPDX-License-Identifier: Apache-2.0
"""What does the product know about its city? The profile that ``packs/<city>/city.yaml`` follows."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from madoguchi.kernel.addresses import AddressBook, Town, format_postcode, normalise_postcode
from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.ids import is_local_government_code
from madoguchi.kernel.texts import Language, Text, TextValue

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
"""A stable lower-case key such as ``child-support``; never reused for something else."""
Telephone = Annotated[
    str, Field(pattern=r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}$", examples=["0000-24-1111"])
]
Postcode = Annotated[str, Field(pattern=r"^[0-9]{7}$", examples=["0000012"])]


class Part(BaseModel):
    """Base of the profile: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Part):
    """An address in words, with the position of its door."""

    postcode: Postcode = Field(description="7 digits; 000-0012 is taken too")
    address: Text = Field(description="from the city's name to the building")
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)

    @field_validator("postcode", mode="before")
    @classmethod
    def _read_postcode(cls, value: Any) -> str:
        return normalise_postcode(str(value))

    def in_line(self, lang: str = "ja") -> str:
        """〒000-0012 灯台市港町一丁目1番1号."""
        return f"〒{format_postcode(self.postcode)} {self.address.pick(lang)}"


class Hours(Part):
    """When the counter is open on open days (開庁時間)."""

    opens: time = Field(default=time(8, 30), examples=["08:30"])
    closes: time = Field(default=time(17, 15), examples=["17:15"])
    note: Text | None = Field(default=None, description="such as a late evening each week")

    @field_validator("opens", "closes", mode="before")
    @classmethod
    def _read_clock(cls, value: Any) -> Any:
        # YAML 1.1 reads an unquoted 17:15 as 17 × 60 + 15.
        return time(value // 60, value % 60) if isinstance(value, int) else value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("the counter closes before it opens")
        return self

    def in_words(self, lang: str = "ja") -> str:
        """8時30分から17時15分まで (en: 8:30 to 17:15), with the note if there is one."""
        opens, closes = self.opens, self.closes
        if lang == "en":
            line = f"{opens.hour}:{opens.minute:02} to {closes.hour}:{closes.minute:02}"
        else:
            line = f"{_clock(opens)}から{' ' if lang == 'easy' else ''}{_clock(closes)}まで"
        return f"{line} {self.note.pick(lang)}" if self.note else line


class Post(Part):
    """A post in a section (役職・担当) and the roles of the product that come with it."""

    key: Key
    title: Text = Field(description="課長, 窓口係, 会計管理者")
    rank: int = Field(default=10, ge=0, le=1000, description="higher stands above lower")
    roles: tuple[str, ...] = Field(
        default=(), description="viewer, case_worker, decider, senior, administrator"
    )


class Section(Part):
    """A section of the city hall (部・課・係); ``parent`` is the key of the one above it."""

    key: Key
    name: Text
    parent: Key | None = None
    telephone: Telephone | None = Field(default=None, description="else that of the one above")
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    place: Text | None = Field(default=None, description="floor and counter: 1階 3番窓口")
    hours: Hours | None = Field(default=None, description="where they differ from the city's")
    about: Text | None = Field(default=None, description="what people come to this section for")
    mark: str | None = Field(
        default=None, max_length=8, description="記号 of its document numbers: 灯子 (第123号)"
    )
    posts: tuple[Post, ...] = Field(
        default=(), description="where they differ from chief, deputy, counter and support"
    )


class SpecialDays(Part):
    """Days that differ from the rule, both ends included."""

    day: date
    until: date | None = None
    reason: Text

    @model_validator(mode="before")
    @classmethod
    def _read_on(cls, value: Any) -> Any:
        # YAML 1.1 reads an unquoted ``on`` as true; both are taken for ``day``.
        if isinstance(value, Mapping):
            return {"day" if key in ("on", True) else key: each for key, each in value.items()}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and not self.day <= self.until <= self.day + timedelta(days=366):
            raise ValueError(f"the days from {self.day} to {self.until} are out of order")
        return self

    def days(self) -> list[date]:
        """Each day of it."""
        last = self.until or self.day
        return [self.day + timedelta(days=n) for n in range((last - self.day).days + 1)]


class PostcodeTown(Part):
    """A town (町字) that a postcode of the city belongs to."""

    postcode: Postcode
    name: str = Field(min_length=1, max_length=60, description="without 丁目: 港町")
    kana: str = Field(default="", pattern=r"^[ァ-ヺー]*$")
    chome: int = Field(default=0, ge=0, le=99, description="how many 丁目 it has; 0: none")

    @field_validator("postcode", mode="before")
    @classmethod
    def _read_postcode(cls, value: Any) -> str:
        return normalise_postcode(str(value))


class MapView(Part):
    """Where maps of the city begin, and the box (west, south, east, north) they stay within."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    zoom: float = Field(default=13, ge=0, le=22)
    bounds: tuple[float, float, float, float] | None = None

    @model_validator(mode="after")
    def _centre_within(self) -> Self:
        if self.bounds is not None:
            west, south, east, north = self.bounds
            if not (west <= self.longitude <= east and south <= self.latitude <= north):
                raise ValueError("the centre of the map lies outside its bounds")
        return self


class Mayor(Part):
    """Who signs letters: the title, and the name where letters carry it."""

    title: Text = Field(description="灯台市長")
    name: str | None = None


class City(Part):
    """The profile of one city (``city.yaml``)."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="City profile")

    key: Key = Field(description="the pack's folder: todai")
    code: str = Field(description="全国地方公共団体コード, 6 digits with check digit")
    name: Text
    kana: str = Field(default="", pattern=r"^[ァ-ヺー]*$")
    prefecture: Text
    mayor: Mayor
    hall: Place = Field(description="the city hall")
    telephone: Telephone
    fax: Telephone | None = None
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    website: str | None = Field(default=None, pattern=r"^https?://")
    hours: Hours = Hours()
    sections: tuple[Section, ...] = Field(min_length=1, description="in the order of the chart")
    extra_closures: tuple[SpecialDays, ...] = Field(
        default=(), description="closed besides weekends, holidays and the year's end"
    )
    extra_openings: tuple[SpecialDays, ...] = Field(default=(), description="open in spite of them")
    map: MapView
    postcodes: tuple[PostcodeTown, ...] = Field(
        default=(), description="the city's own postcodes, for address look-up"
    )
    languages: tuple[Language, ...] = ("ja", "en", "easy")
    demo_notice: Text | None = Field(
        default=None, description="shown on every page of a city that does not exist"
    )

    @field_validator("code")
    @classmethod
    def _check_code(cls, value: str) -> str:
        if not is_local_government_code(value):
            raise ValueError(f"not a code of a local government: {value}")
        return value

    @field_validator("languages")
    @classmethod
    def _check_languages(cls, value: tuple[Language, ...]) -> tuple[Language, ...]:
        if "ja" not in value or len(set(value)) != len(value):
            raise ValueError("languages name ja, each once")
        return value

    @model_validator(mode="after")
    def _check_sections(self) -> Self:
        parents: dict[str, str | None] = {}
        for section in self.sections:
            if section.key in parents:
                raise ValueError(f"two sections have the key {section.key}")
            parents[section.key] = section.parent
        for key in parents:
            seen, above = {key}, parents[key]
            while above is not None:
                if above not in parents:
                    raise ValueError(f"section {key} is under {above}, which does not exist")
                if above in seen:
                    raise ValueError(f"section {key} is under itself")
                seen.add(above)
                above = parents[above]
        return self

    @cached_property
    def calendar(self) -> Calendar:
        """The city's open days."""
        return Calendar(_by_day(self.extra_closures), _by_day(self.extra_openings))

    @cached_property
    def address_book(self) -> AddressBook:
        """The city's own towns, for address look-up and checks."""
        towns = (Town(t.postcode, t.name, t.kana, t.chome) for t in self.postcodes)
        return AddressBook(self.name, towns, prefecture=self.prefecture.ja)

    def find_section(self, key: str) -> Section | None:
        """The section with a key, or None."""
        return next((section for section in self.sections if section.key == key), None)

    def sections_above(self, key: str) -> tuple[Section, ...]:
        """The section and those above it, the nearest first; empty if there is none."""
        chain: list[Section] = []
        section = self.find_section(key)
        while section is not None:
            chain.append(section)
            section = self.find_section(section.parent) if section.parent else None
        return tuple(chain)

    def sections_within(self, key: str) -> tuple[Section, ...]:
        """The section and all below it, in the order of the chart."""
        return tuple(s for s in self.sections if key in {a.key for a in self.sections_above(s.key)})

    def telephone_of(self, key: str) -> str:
        """The number to call about a section: its own, the nearest above, or the city hall's."""
        numbers = (section.telephone for section in self.sections_above(key))
        return next((number for number in numbers if number), self.telephone)

    def place_of(self, key: str, lang: str = "ja") -> str:
        """Where to go: the counter of a section or the nearest above, else the city hall."""
        places = (section.place for section in self.sections_above(key))
        found = next((place for place in places if place), None)
        return found.pick(lang) if found else self.hall.in_line(lang)

    def hours_of(self, key: str) -> Hours:
        """The opening hours of a section."""
        hours = (section.hours for section in self.sections_above(key))
        return next((h for h in hours if h), self.hours)


def city_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``city.yaml``."""
    schema = City.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _by_day(exceptions: tuple[SpecialDays, ...]) -> Mapping[date, TextValue]:
    return {day: found.reason for found in exceptions for day in found.days()}


def _clock(at: time) -> str:
    return f"{at.hour}時{at.minute}分" if at.minute else f"{at.hour}時"
