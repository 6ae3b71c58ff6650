# SPDX-License-Identifier: Apache-2.0
"""How does a rule read an answer? Canonical JSON in, comparable values out; never raises.

Three states besides a value: ``None`` means not known yet (asked, not answered), ``ABSENT`` means
that there is no value (hidden, or asked and left empty).
"""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeAlias

from madoguchi.kernel.text import normalise


class _Absent:
    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = _Absent()
"""No value: the question is hidden, or was left empty."""

IDENTITY_LEVELS = {"none": 0, "email": 1, "card": 2, "signed": 3}
Number: TypeAlias = int | Fraction


class Frame:
    """The answers as rules see them, with hidden ones absent.

    ``values`` has one place per question outside groups, ``groups`` one per repeating step
    (None, ABSENT or a list of items), ``item`` the values of the item at hand.
    """

    __slots__ = ("groups", "item", "level", "own_city", "today", "values")

    def __init__(self, values: int, groups: int, today: date, own_city: str, identity: str) -> None:
        self.values: list[Any] = [None] * values
        self.groups: list[Any] = [None] * groups
        self.item: list[Any] = []
        self.today = today
        self.own_city = own_city
        self.level = IDENTITY_LEVELS.get(identity, 0)


Reader: TypeAlias = Callable[[Any, Frame], Any]

_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,8})?")
_PLACE = re.compile(r"^(?:北海道|(?:京都|大阪)府|東京都|..?.?県)?(.+?[市区町村])")


def read_number(raw: Any, _: Frame | None = None) -> Any:
    """An int, or a decimal written as a string; money and coordinates too."""
    if isinstance(raw, bool):
        return ABSENT
    if isinstance(raw, int):
        return raw
    if isinstance(raw, str) and _DECIMAL.fullmatch(raw):
        exact = Fraction(raw)
        return exact.numerator if exact.denominator == 1 else exact
    return ABSENT


def read_coordinate(raw: Any, _: Frame | None = None) -> Any:
    """Degrees: the only floats there are in answers."""
    if isinstance(raw, float):
        return Fraction(raw) if raw == raw and abs(raw) <= 360 else ABSENT
    return read_number(raw)


def read_text(raw: Any, _: Frame | None = None) -> Any:
    """A string that is not empty."""
    return raw if isinstance(raw, str) and raw else ABSENT


def read_yes_no(raw: Any, _: Frame | None = None) -> Any:
    """True or false."""
    return raw if isinstance(raw, bool) else ABSENT


def read_consent(raw: Any, _: Frame | None = None) -> Any:
    """Whether the person agreed."""
    return read_yes_no(raw.get("agreed")) if isinstance(raw, dict) else ABSENT


def read_choices(raw: Any, _: Frame | None = None) -> Any:
    """A list of choices that is not empty."""
    if not isinstance(raw, list):
        return ABSENT
    return [choice for choice in raw if isinstance(choice, str)] or ABSENT


def read_date(raw: Any, _: Frame | None = None) -> Any:
    """The day of a date answer; absent where no single day is certain."""
    written = raw.get("value") if isinstance(raw, dict) else None
    if not isinstance(written, str) or len(written) != 10:
        return ABSENT
    try:
        return date.fromisoformat(written)
    except ValueError:
        return ABSENT


def read_iso_date(raw: Any, _: Frame | None = None) -> Any:
    """A day that the product wrote itself, such as the day of a signature."""
    return read_date({"value": raw})


def read_record(raw: Any, _: Frame | None = None) -> Any:
    """Anything with content, for ``answered``."""
    return raw if raw not in (None, "", [], {}) else ABSENT


def read_length(raw: Any, _: Frame | None = None) -> Any:
    """How many entries a list has."""
    return len(raw) if isinstance(raw, list) else ABSENT


def read_city(raw: Any, frame: Frame | None = None) -> Any:
    """The municipality of an address: the city itself where the town names it or no other."""
    town = raw.get("town") if isinstance(raw, dict) else None
    if not isinstance(town, str) or not town:
        return ABSENT
    town = normalise(town)
    own = frame.own_city if frame else ""
    if own and own in town:
        return own
    found = _PLACE.match(town)
    return found[1] if found else own or ABSENT


def part_reader(part: str, reader: Reader) -> Reader:
    """Read one part of a composite answer."""

    def read(raw: Any, frame: Frame) -> Any:
        return reader(raw.get(part), frame) if isinstance(raw, dict) else ABSENT

    return read
