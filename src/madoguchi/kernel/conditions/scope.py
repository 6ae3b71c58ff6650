# SPDX-License-Identifier: Apache-2.0
"""What can a rule refer to, and of which kind is it? The questions in sight of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from madoguchi.kernel.conditions.values import (
    Number,
    Reader,
    part_reader,
    read_choices,
    read_city,
    read_consent,
    read_coordinate,
    read_date,
    read_iso_date,
    read_length,
    read_number,
    read_record,
    read_text,
    read_yes_no,
)

Kind = Literal[
    "text", "number", "yes_no", "choice", "choices", "date", "time", "record", "identity"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A question that rules may read.

    ``index`` is its place in the frame (of the item where ``group`` is set), ``order`` its place
    in the document, ``columns`` the type of each column of a table. ``sure`` is false where an
    answer may have no comparable value, such as a date that is 不詳.
    """

    id: str
    type: str
    index: int
    order: int
    group: str | None = None
    options: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    required: bool = True
    lowest: Number | None = None
    highest: Number | None = None
    whole: bool = True
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A repeating step; ``order`` is that of its last question."""

    id: str
    index: int
    order: int
    most: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The questions in sight of one rule.

    ``inside`` is the repeating step whose item is at hand; ``before`` the place in the document
    from which on nothing is known yet; ``asker`` the question that the rule belongs to.
    """

    sources: Mapping[str, Source]
    groups: Mapping[str, Group]
    facts: Mapping[str, tuple[str, ...]]
    inside: str | None = None
    before: int | None = None
    own_group: str | None = None

    def within(self, group: str) -> "Scope":
        """The scope of a ``where`` over the items of a group."""
        return replace(self, inside=group)

    def find_fact(self, name: str) -> tuple[tuple[str, ...], str | None]:
        """The questions bound to a fact; ``applicant.address.city`` is also fact + part."""
        if name in self.facts:
            return self.facts[name], None
        head, _, tail = name.rpartition(".")
        return self.facts.get(head, ()), tail or None


@dataclass(frozen=True, slots=True)
class View:
    """How one part of a question's answer is read."""

    kind: Kind
    read: Reader
    options: tuple[str, ...] = ()


_RECORD = View("record", read_record)
_TEXT = View("text", read_text)
_NAME = dict.fromkeys(("family", "given", "family_kana", "given_kana"), _TEXT)
_SIMPLE: dict[str, View] = {
    "text": _TEXT,
    "long_text": _TEXT,
    "phone": _TEXT,
    "email": _TEXT,
    "corporate_number": _TEXT,
    "time": View("time", read_text),
    "number": View("number", read_number),
    "money": View("number", read_number),
    "yes_no": View("yes_no", read_yes_no),
    "consent": View("yes_no", read_consent),
    "date": View("date", read_date),
}
_PARTS: dict[str, dict[str, View]] = {
    "person_name": _NAME,
    "address": {
        **dict.fromkeys(("postcode", "town", "block", "building"), _TEXT),
        "city": View("text", read_city),
    },
    "bank_account": {
        **dict.fromkeys(("bank_code", "branch_code", "number", "holder_kana"), _TEXT),
        "kind": View("choice", read_text, ("ordinary", "current", "savings")),
    },
    "map_point": {
        "lat": View("number", read_coordinate),
        "lon": View("number", read_coordinate),
        "label": _TEXT,
    },
    "file": {"count": View("number", read_length)},
    "table": {"rows": View("number", read_length)},
    "signature": {"name": _TEXT, "signed_on": View("date", read_iso_date)},
    "household_member": {
        **_NAME,
        "birth": View("date", read_date),
        "relation": _TEXT,
        "together": View("yes_no", read_yes_no),
    },
}
_WHOLE_PARTS = ("city", "count", "rows")


def parts_of(type_: str) -> tuple[str, ...]:
    """The parts of a type that rules may name."""
    return tuple(_PARTS.get(type_, ()))


def view_of(source: Source, part: str | None) -> View | None:
    """How a question, or a part of it, is read; None if it has no such part."""
    if part is None:
        if source.type == "choice":
            return View("choice", read_text, source.options)
        if source.type == "choices":
            return View("choices", read_choices, source.options)
        return _SIMPLE.get(source.type, _RECORD)
    view = _PARTS.get(source.type, {}).get(part)
    if view is None:
        return None
    if part == "relation" and source.options:
        view = View("choice", read_text, source.options)
    if part in _WHOLE_PARTS:
        return view
    return View(view.kind, part_reader(part, view.read), view.options)
