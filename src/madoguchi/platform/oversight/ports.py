# SPDX-License-Identifier: Apache-2.0
"""Who stands behind a reference in the log? Engines that keep people say so here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from madoguchi.platform.identity.api import home_addresses


@dataclass(frozen=True, slots=True)
class Person:
    """The name and the address as the engine keeps them."""

    name: str
    address: str = ""


FindPeople = Callable[[Collection[str]], Mapping[str, Person]]
"""References such as ``"cases:<uuid>"`` → the person concerned, where there is one."""

_finders: dict[str, FindPeople] = {}
_numbered: dict[str, FindPeople] = {}
_homes: list[FindPeople] = []


def know_people(kind: str, find: FindPeople) -> None:
    """Let an engine tell who is concerned, for references that begin with ``kind:``."""
    _finders[kind] = find


def know_numbers(kind: str, find: FindPeople) -> None:
    """Let an engine tell who is concerned, for the numbers that stand in leaves about its lists."""
    _numbered[kind] = find


def know_homes(find: FindPeople) -> None:
    """Let a personnel system tell where staff live, by their references."""
    _homes[:] = [find]


def find_people(refs: Collection[str]) -> dict[str, Person]:
    """The people behind these references, as far as anybody knows them."""
    found: dict[str, Person] = {}
    for kind, find in _finders.items():
        mine = [ref for ref in refs if ref.startswith(f"{kind}:")]
        found |= find(mine) if mine else {}
    return found


def find_by_numbers(numbers: Collection[str]) -> dict[str, Person]:
    """The people behind these numbers, as far as anybody knows them."""
    found: dict[str, Person] = {}
    for find in _numbered.values() if numbers else ():
        found |= find(numbers)
    return found


def find_homes(refs: Collection[str]) -> dict[str, Person]:
    """Name and address of staff: what the account holds, and what a personnel system tells."""
    known = {ref: Person(*told) for ref, told in home_addresses(refs).items()}
    return known | (dict(_homes[0](refs)) if _homes else {})
