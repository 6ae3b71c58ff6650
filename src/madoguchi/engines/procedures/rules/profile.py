# SPDX-License-Identifier: Apache-2.0
"""What does a citizen let the portal keep for later forms, of whom, and for which purpose?

Values in, values out: the profile (一度だけ入力) exists in memory only, while the vault is open.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.engines.procedures.rules.profile_refusals import (
    ProfileFull,
    ValueGone,
    ValueMovedOn,
)
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.text import search_key
from madoguchi.kernel.texts import Text

PersonKind = Literal["self", "spouse", "child", "member", "business"]
PURPOSES = ("self", "household", "bank", "business")
"""Each is agreed to by itself, and off until then."""
KINDS: Mapping[str, PersonKind] = {
    "applicant": "self", "dwelling": "self", "spouse": "spouse", "child": "child",
    "household": "member", "business": "business",
}  # fmt: skip
MANY = frozenset({"child", "member"})
KEPT_TYPES = frozenset(
    {"person_name", "date", "address", "phone", "email", "bank_account", "text",
     "corporate_number", "household_member"}
)  # fmt: skip
MOST_PERSONS = 24
MOST_BYTES = 64 * 1024


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(_Part):
    """Where a kept value is from: an application, or the citizen's own hand on the profile page."""

    kind: Literal["filed", "edited"]
    on: date
    title: Text | None = None
    number: str = ""


class KeptValue(_Part):
    """One value under the name of its fact; ``stamp`` says which change wrote it."""

    value: Any
    type: str
    origin: Origin
    stamp: int = 0


class Person(_Part):
    """Someone of whom values are kept: the citizen, a spouse, a child, a member, a business."""

    id: str
    kind: PersonKind
    values: dict[str, KeptValue] = Field(default={}, description="fact → value")


class Consent(_Part):
    """The citizen agreed that values of one purpose are kept."""

    on: date
    title: Text | None = None


class Profile(_Part):
    """Everything that is kept."""

    persons: tuple[Person, ...] = ()
    consents: dict[str, Consent] = {}
    stamp: int = 0

    def find(self, person_id: str) -> Person | None:
        """A person by id."""
        return next((one for one in self.persons if one.id == person_id), None)

    @property
    def count(self) -> int:
        """How many values are kept."""
        return sum(len(person.values) for person in self.persons)


@dataclass(frozen=True, slots=True)
class Answered:
    """Values of one person as they stand in an application: fact → (type, value)."""

    kind: PersonKind
    values: Mapping[str, tuple[str, Any]]


def kind_of(fact: str) -> PersonKind | None:
    """Of whom a fact tells; None where it is of nobody that the profile knows."""
    return KINDS.get(fact.partition(".")[0])


def purpose_of(fact: str, type_: str) -> str | None:
    """For which purpose a value is kept; None where it is never kept."""
    kind = kind_of(fact)
    if kind is None or type_ not in KEPT_TYPES:
        return None
    if type_ == "bank_account":
        return "bank"
    return kind if kind in {"self", "business"} else "household"


def keep(
    profile: Profile, found: Collection[Answered], purposes: Collection[str], origin: Origin
) -> tuple[Profile, int]:
    """Put answers in, as far as their purposes were agreed to; returns how many found no room."""
    stamp, left_out = profile.stamp + 1, 0
    persons = list(profile.persons)
    for one in found:
        values = {
            fact: KeptValue(value=value, type=type_, origin=origin, stamp=stamp)
            for fact, (type_, value) in one.values.items()
            if purpose_of(fact, type_) in purposes
        }
        if not values:
            continue
        place = _find_same(persons, one.kind, values)
        if place is not None:
            old = persons[place]
            persons[place] = old.model_copy(update={"values": {**old.values, **values}})
        elif len(persons) < MOST_PERSONS:
            persons.append(Person(id=new_id().hex, kind=one.kind, values=values))
        else:
            left_out += 1
    consent = Consent(on=origin.on, title=origin.title)
    consents = {**dict.fromkeys(purposes, consent), **profile.consents}
    return Profile(persons=tuple(persons), consents=consents, stamp=stamp), left_out


def edit(
    profile: Profile, person_id: str, fact: str, value: Any, *, seen: int, on: date
) -> Profile:
    """Replace one value by hand.

    Raises:
        ValueGone: person or value were removed meanwhile.
        ValueMovedOn: another tab has changed the value since the page was drawn.
    """
    person, old = _get(profile, person_id, fact)
    if old.stamp != seen:
        raise ValueMovedOn
    stamp = profile.stamp + 1
    new = KeptValue(value=value, type=old.type, origin=Origin(kind="edited", on=on), stamp=stamp)
    return _with(profile, person, {**person.values, fact: new}, stamp)


def remove_value(profile: Profile, person_id: str, fact: str) -> Profile:
    """Take one value out; a person of whom nothing is left goes too. Twice does no harm."""
    person = profile.find(person_id)
    if person is None or fact not in person.values:
        return profile
    rest = {name: value for name, value in person.values.items() if name != fact}
    return _with(profile, person, rest, profile.stamp + 1)


def remove_person(profile: Profile, person_id: str) -> Profile:
    """Take a person out with everything."""
    person = profile.find(person_id)
    return _with(profile, person, {}, profile.stamp + 1) if person else profile


def withdraw_consent(profile: Profile, purpose: str) -> Profile:
    """End the consent to a purpose: what was kept for it goes at once."""
    stamp = profile.stamp + 1
    persons = []
    for person in profile.persons:
        rest = {
            fact: value
            for fact, value in person.values.items()
            if purpose_of(fact, value.type) != purpose
        }
        if rest:
            persons.append(person.model_copy(update={"values": rest}))
    consents = {name: one for name, one in profile.consents.items() if name != purpose}
    return Profile(persons=tuple(persons), consents=consents, stamp=stamp)


def rebase(
    profile: Profile, types: Mapping[str, str], renamed: Mapping[str, str]
) -> tuple[Profile, tuple[str, ...]]:
    """The profile under the vocabulary of today, and the facts that have no place in it any more.

    ``types``: fact → type of question; ``renamed``: former name → name of today.
    """
    dropped: list[str] = []
    persons = []
    for person in profile.persons:
        values: dict[str, KeptValue] = {}
        for name, value in sorted(person.values.items(), key=lambda one: one[1].stamp):
            fact = renamed.get(name, name)
            if types.get(fact) == value.type and kind_of(fact) == person.kind:
                values[fact] = value
            else:
                dropped.append(name)
        if values:
            persons.append(person.model_copy(update={"values": values}))
    moved = profile.model_copy(update={"persons": tuple(persons)})
    return (moved if moved != profile else profile), tuple(dict.fromkeys(dropped))


def encode(profile: Profile) -> bytes:
    """The profile as it is encrypted, filled up to whole blocks so that its size tells little.

    Raises:
        ProfileFull: it has outgrown its limit.
    """
    plain = profile.model_dump_json().encode()
    if len(plain) > MOST_BYTES:
        raise ProfileFull
    return plain + b" " * (-len(plain) % _BLOCK)


def decode(plain: bytes) -> Profile:
    """The profile that ``encode`` wrote."""
    return Profile.model_validate_json(plain)


_BLOCK = 4096


def name_of(person: Person) -> Mapping[str, Any] | None:
    """The value that holds a person's name."""
    return _name_in(person.values)


def _name_in(values: Mapping[str, KeptValue]) -> Mapping[str, Any] | None:
    for fact, kept in values.items():
        named = kept.type == "household_member" or fact.endswith(".name")
        if named and isinstance(kept.value, dict):
            return kept.value
    return None


def _get(profile: Profile, person_id: str, fact: str) -> tuple[Person, KeptValue]:
    person = profile.find(person_id)
    if person is None or fact not in person.values:
        raise ValueGone
    return person, person.values[fact]


def _with(profile: Profile, person: Person, values: Mapping[str, KeptValue], stamp: int) -> Profile:
    changed = person.model_copy(update={"values": dict(values)})
    persons = (changed if one.id == person.id else one for one in profile.persons)
    kept = tuple(one for one in persons if one.values)
    return profile.model_copy(update={"persons": kept, "stamp": stamp})


def _find_same(
    persons: list[Person], kind: PersonKind, values: Mapping[str, KeptValue]
) -> int | None:
    """Where the same person stands already: by kind, a child or a member by name and birth."""
    same_kind = ((n, one) for n, one in enumerate(persons) if one.kind == kind)
    if kind not in MANY:
        return next((n for n, _ in same_kind), None)
    wanted = _key(values)
    return next((n for n, one in same_kind if _is_same(wanted, _key(one.values))), None)


def _is_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    names = one[0] == other[0] != ""
    return names and (one[1] == other[1] or not (one[1] and other[1]))


def _key(values: Mapping[str, KeptValue]) -> tuple[str, str]:
    name = _name_in(values) or {}
    birth = name.get("birth") or next(
        (kept.value for fact, kept in values.items() if fact.endswith(".birth_on")), ""
    )
    return search_key(f"{name.get('family') or ''}{name.get('given') or ''}"), str(birth)
