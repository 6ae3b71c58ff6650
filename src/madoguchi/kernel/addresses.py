# SPDX-License-Identifier: Apache-2.0
"""Is this an address in Japan that can exist, and how is it written and compared?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from madoguchi.kernel.address_numbers import (
    PostcodeUnreadable,
    chome_of,
    format_postcode,
    hyphenate,
    normalise_numbers,
    normalise_postcode,
)
from madoguchi.kernel.address_problems import (
    LABELS,
    MISSING,
    NEVER_CHOME,
    NO_CHOME,
    NO_CITY,
    NO_TOWN,
    NOT_OWN_CITY,
    OTHER_TOWN,
    PREFECTURE,
    TOO_LONG,
    TOO_MANY_NUMBERS,
    ZERO,
    AddressProblem,
    address_problem,
)
from madoguchi.kernel.characters import MUST_CHANGE, find_unusual_characters
from madoguchi.kernel.numerals import to_kanji_number
from madoguchi.kernel.prefectures import find_misnamed_prefecture, find_prefecture
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, search_key
from madoguchi.kernel.texts import TextValue

__all__ = [
    "LONGEST",
    "Address",
    "AddressBook",
    "AddressProblem",
    "AddressReading",
    "AddressRefused",
    "PostcodeUnreadable",
    "Town",
    "address_key",
    "format_address",
    "format_postcode",
    "hyphenate",
    "normalise_numbers",
    "normalise_postcode",
    "parse_address",
    "read_address",
    "spell_out",
]

LONGEST = {"town": 100, "block": 60, "building": 100}
"""Characters that each part of an address may have."""


class AddressRefused(Refusal):
    """An address that cannot be kept; ``part`` is the field to look at."""

    code = "address.refused"

    def __init__(self, message: TextValue, *, part: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True, slots=True)
class Town:
    """A town (町字) of the city: its postcode of 7 digits, and how many 丁目 it has (0: none)."""

    postcode: str
    name: str
    kana: str = ""
    chome: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """An address: postcode (7 digits), town (up to 町字 and 丁目), block (番地, 番・号), building."""

    postcode: str
    town: str
    block: str
    building: str = ""

    def as_answer(self) -> dict[str, str]:
        """The stored shape ``{postcode, town, block, building}``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What was typed, normalised, with everything there is to say about it."""

    address: Address
    problems: tuple[AddressProblem, ...]

    @property
    def ok(self) -> bool:
        """Whether the address can be kept."""
        return not any(problem.blocking for problem in self.problems)


class AddressBook:
    """The towns of one city, found by postcode or by the beginning of an address."""

    def __init__(self, city: TextValue, towns: Iterable[Town], *, prefecture: str = "") -> None:
        self.city = city
        self.towns = tuple(towns)
        self._prefixes = (prefecture + city.ja, city.ja)
        self._by_postcode: dict[str, list[Town]] = {}
        for town in self.towns:
            self._by_postcode.setdefault(town.postcode, []).append(town)

    def find_towns(self, postcode: str) -> tuple[Town, ...]:
        """The towns of a postcode (7 digits), none if it is not of this city."""
        return tuple(self._by_postcode.get(postcode, ()))

    def within_city(self, town: str) -> str:
        """The town as typed without the names of prefecture and city in front."""
        plain = normalise_numbers(town).replace(" ", "")
        for prefix in self._prefixes:
            if prefix and plain.startswith(prefix):
                return plain.removeprefix(prefix)
        return plain

    def find_town(self, town: str) -> Town | None:
        """The town whose name an address begins with (the longest that fits), or None."""
        key = search_key(self.within_city(town))
        fits = [t for t in self.towns if key.startswith(search_key(t.name))]
        return max(fits, key=lambda t: len(t.name), default=None)


def spell_out(town: Town, block: str) -> tuple[str, str]:
    """Write a short block as the register does: (港町, "1-2-3") → ("港町一丁目", "2番3号").

    A town without 丁目 gives 2番地3 its plain form: ("本町", "2-3") → ("本町", "2番地3"). What does
    not fit stays as typed.
    """
    short = hyphenate(block)
    if not re.fullmatch(r"[0-9]+(-[0-9]+){0,3}", short):
        return town.name, normalise_numbers(block)
    numbers = short.split("-")
    name = town.name
    if town.chome and len(numbers) > 1 and 1 <= int(numbers[0]) <= town.chome:
        name += f"{to_kanji_number(int(numbers.pop(0)))}丁目"
        if len(numbers) == 2:
            return name, f"{numbers[0]}番{numbers[1]}号"
    return name, f"{numbers[0]}番地" + "-".join(numbers[1:])


def address_key(town: str, block: str) -> str:
    """A key under which two spellings of one place are equal (灯川東二丁目8番5号 = 灯川東2-8-5)."""
    typed, number = hyphenate(town), hyphenate(block)
    joint = "-" if typed[-1:].isdigit() and number[:1].isdigit() else ""
    return search_key(typed + joint + number)


def format_address(address: Address, city: str = "") -> str:
    """〒000-0012 灯台市港町一丁目1番1号 あかつき荘 201, for one line of a page or letter.

    ``city`` is put before a town that does not name a city or prefecture itself.
    """
    named = not city or city in address.town or find_prefecture(address.town) is not None
    line = f"{'' if named else city}{address.town}{address.block}"
    mark = f"〒{format_postcode(address.postcode)} " if address.postcode else ""
    return f"{mark}{line} {address.building}".strip()


def read_address(
    form: Mapping[str, str],
    *,
    book: AddressBook | None = None,
    own_city: bool = False,
    abroad: bool = False,
) -> AddressReading:
    """Read the parts of an address as typed; never raises.

    ``book`` knows the city's own towns: a postcode in it must go with its town, and a 丁目 must
    exist. ``own_city`` demands that the address is in it; ``abroad`` asks for the town only.
    Problems: ``missing``, ``too_long``, ``postcode``, ``not_own_city``, ``no_city``, ``other_town``,
    ``no_such_chome``, ``prefecture``, ``no_town``, ``number``, ``invisible``, ``emoji``,
    ``unassigned``, and not blocking ``external``, ``variant``, ``beyond_jis``.
    """
    town, building = normalise(form.get("town", "")), normalise(form.get("building", ""))
    block = normalise_numbers(form.get("block", ""))
    problems: list[AddressProblem] = []
    postcode = normalise(form.get("postcode", ""))
    if not (abroad and not postcode):
        try:
            postcode = normalise_postcode(postcode)
        except PostcodeUnreadable as refusal:
            if not abroad:
                problems.append(AddressProblem("postcode", "postcode", refusal.message))
    address = Address(postcode, town, block, building)
    problems += _check_parts(address, abroad=abroad)
    if not abroad and not any(problem.blocking for problem in problems):
        impossible = _check_possible(address)
        if book is not None and not impossible:
            impossible = _check_in_book(address, book, own_city=own_city)
        problems += impossible
    return AddressReading(address, tuple(problems))


def parse_address(
    form: Mapping[str, str], *, book: AddressBook | None = None, own_city: bool = False
) -> Address:
    """Like ``read_address``, for callers without a form.

    Raises:
        AddressRefused: the first blocking problem.
    """
    reading = read_address(form, book=book, own_city=own_city)
    for problem in reading.problems:
        if problem.blocking:
            raise AddressRefused(problem.message, part=problem.part)
    return reading.address


def _check_parts(address: Address, *, abroad: bool) -> list[AddressProblem]:
    problems: list[AddressProblem] = []
    for part, most in LONGEST.items():
        value = getattr(address, part)
        label = LABELS[part]
        if not value and (part == "town" or (part == "block" and not abroad)):
            problems.append(address_problem(part, "missing", MISSING[part]))
        elif len(value) > most:
            problems.append(
                address_problem(part, "too_long", TOO_LONG, label, most=most, count=len(value))
            )
        else:
            problems += [
                AddressProblem(part, find.kind, find.message, blocking=find.kind in MUST_CHANGE)
                for find in find_unusual_characters(value)
            ]
    return problems


def _check_possible(address: Address) -> list[AddressProblem]:
    misnamed = find_misnamed_prefecture(address.town)
    if misnamed is not None:
        return [
            address_problem(
                "town", "prefecture", PREFECTURE, name=misnamed.name, name_en=misnamed.name_en
            )
        ]
    if not re.search(r"[^\W\d_]", address.town):
        return [address_problem("town", "no_town", NO_TOWN)]
    numbers = re.findall("[0-9]+", address.block)
    if any(int(number) == 0 for number in numbers):
        return [address_problem("block", "number", ZERO, shown=address.block[:20])]
    if any(len(number) > 5 for number in numbers) or len(numbers) > 6:
        return [address_problem("block", "number", TOO_MANY_NUMBERS, shown=address.block[:20])]
    return []


def _check_in_book(address: Address, book: AddressBook, *, own_city: bool) -> list[AddressProblem]:
    towns = book.find_towns(address.postcode)
    if not towns:
        if own_city:
            return [address_problem("postcode", "not_own_city", NOT_OWN_CITY, book.city)]
        return (
            []
            if re.search("[市区町村]", address.town)
            else [address_problem("town", "no_city", NO_CITY)]
        )
    town = book.find_town(address.town)
    if town is None or town.name not in {t.name for t in towns}:
        names = "、".join(t.name for t in towns[:5])
        return [
            address_problem(
                "town",
                "other_town",
                OTHER_TOWN,
                postcode=format_postcode(address.postcode),
                names=names,
            )
        ]
    chome = chome_of(book.within_city(address.town))
    if chome is not None and not 1 <= chome <= town.chome:
        if town.chome:
            return [
                address_problem("town", "no_such_chome", NO_CHOME, name=town.name, last=town.chome)
            ]
        return [address_problem("town", "no_such_chome", NEVER_CHOME, name=town.name)]
    return []
