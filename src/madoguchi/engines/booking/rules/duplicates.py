# SPDX-License-Identifier: Apache-2.0
"""Are two registered groups one group that wants two chances? (重複団体)

Members, telephones and addresses come as blind indexes: equal values can be seen, none can be read.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class GroupTraces:
    """What is compared of a group; ``members`` are people, the others of representative and all."""

    ref: str
    members: frozenset[bytes]
    phones: frozenset[bytes] = frozenset()
    addresses: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two groups that look like one, and why."""

    first: str
    second: str
    shared_members: int
    same_phone: bool
    same_address: bool


def find_duplicates(groups: Iterable[GroupTraces], *, members_percent: int = 50) -> list[Duplicate]:
    """Pairs that share a telephone or an address, or so many per cent of the smaller group.

    Only groups that share something at all are compared, so that thousands can be looked through.
    A trace that is common to very many (a school's telephone) still tells: staff decide.
    """
    known = {group.ref: group for group in groups}
    meets: dict[tuple[str, bytes], list[str]] = defaultdict(list)
    for group in known.values():
        for kind in ("members", "phones", "addresses"):
            for trace in getattr(group, kind):
                meets[kind, trace].append(group.ref)
    pairs = {pair for refs in meets.values() for pair in combinations(sorted(refs), 2)}
    found = []
    for first, second in sorted(pairs):
        one = _compare(known[first], known[second], members_percent)
        if one is not None:
            found.append(one)
    return found


def _compare(a: GroupTraces, b: GroupTraces, members_percent: int) -> Duplicate | None:
    shared = len(a.members & b.members)
    smaller = min(len(a.members), len(b.members))
    phone, address = bool(a.phones & b.phones), bool(a.addresses & b.addresses)
    many = smaller > 0 and shared * 100 >= smaller * members_percent
    if not (many or phone or address):
        return None
    return Duplicate(a.ref, b.ref, shared, phone, address)


def clusters_of(duplicates: Iterable[Duplicate]) -> list[frozenset[str]]:
    """Groups that hang together through any chain of pairs."""
    above: dict[str, str] = {}

    def top(ref: str) -> str:
        above.setdefault(ref, ref)
        while above[ref] != ref:
            above[ref] = above[above[ref]]
            ref = above[ref]
        return ref

    for pair in duplicates:
        above[top(pair.second)] = top(pair.first)
    found: dict[str, set[str]] = defaultdict(set)
    for ref in list(above):
        found[top(ref)].add(ref)
    return sorted((frozenset(refs) for refs in found.values()), key=sorted)
