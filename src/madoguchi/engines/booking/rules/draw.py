# SPDX-License-Identifier: Apache-2.0
"""How is a lottery drawn? The same seed and entries always give the same winners.

1. Before closing the city publishes ``commitment = SHA-256(seed)``.
2. At closing it publishes ``entries_root``, which fixes every entry by its digest.
3. The key of the draw is ``HMAC-SHA256(seed, entries_root ‖ 0x00 ‖ public_value)``: nobody, the
   city included, can choose a seed after seeing the entries, or entries after the root.
4. Each entry draws ``weight`` tickets ``HMAC-SHA256(key, digest ‖ number)`` and keeps the smallest,
   so an entry of weight 3 comes first three times as often as one of weight 1.
5. Entries are served in the order of their tickets, in passes: in each pass everyone gets at most
   one wish, the best that is still possible. A wish of several slots is granted whole or not.

Only integers and hashes decide, so that every machine agrees (``rerun_draw.py`` does it anew).
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

FORMAT = "madoguchi-lottery/1"


@dataclass(frozen=True, slots=True)
class DrawSlot:
    """Something that can be won: a time, and the cells that it uses up.

    ``per_person``: one unit of each cell for each person; else one for the booking.
    """

    starts: int
    ends: int
    cells: tuple[str, ...]
    per_person: bool = False


@dataclass(frozen=True, slots=True)
class DrawEntry:
    """An application: who (a pseudonym), how many people, how often lost, ranked wishes of slots."""

    digest: str
    party: str
    people: int
    losses: int
    wishes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DrawRules:
    """What the draw follows beside the seed."""

    wins_most: int = 1
    losses_counted: int = 0
    overlap_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Win:
    """A granted wish: the entry's digest, the rank of the wish from 1, its slots."""

    digest: str
    rank: int
    slots: tuple[str, ...]


def canonical(value: Any) -> bytes:
    """One form of a JSON value: sorted keys, no spaces, UTF-8; integers and strings only."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def commitment_of(seed: bytes) -> str:
    """What is published before closing."""
    return sha256(seed).hexdigest()


def digest_of(
    *, round_key: str, nonce: str, party: str, people: int, wishes: Sequence[Sequence[str]]
) -> str:
    """The digest of an application, given to the applicant and published at closing.

    The nonce keeps others from guessing wishes out of the published digests.
    """
    body = {
        "nonce": nonce,
        "party": party,
        "people": people,
        "round": round_key,
        "wishes": [list(wish) for wish in wishes],
    }
    return sha256(canonical(body)).hexdigest()


def root_of(entries: Iterable[tuple[str, int]]) -> str:
    """What fixes all entries and their counted losses, in an order of its own."""
    lines = sorted(f"{digest}:{losses}" for digest, losses in entries)
    return sha256("\n".join(lines).encode("ascii")).hexdigest()


def draw_key(seed: bytes, entries_root: str, public_value: str) -> bytes:
    """The key of every ticket."""
    return hmac.digest(seed, entries_root.encode("ascii") + b"\0" + public_value.encode(), "sha256")


def ticket_of(key: bytes, digest: str, weight: int) -> bytes:
    """The smallest of as many tickets as the weight says."""
    head = digest.encode("ascii") + b":"
    return min(hmac.digest(key, head + b"%d" % number, "sha256") for number in range(weight))


def order_of(key: bytes, entries: Iterable[DrawEntry], rules: DrawRules) -> list[DrawEntry]:
    """The entries in the order in which they are served."""
    most = rules.losses_counted
    ticketed = [
        (ticket_of(key, entry.digest, 1 + min(entry.losses, most)), entry.digest, entry)
        for entry in entries
    ]
    ticketed.sort(key=lambda one: one[:2])
    return [entry for _, _, entry in ticketed]


def draw(
    *,
    key: bytes,
    entries: Sequence[DrawEntry],
    slots: Mapping[str, DrawSlot],
    cells: Mapping[str, int],
    rules: DrawRules,
) -> list[Win]:
    """Everyone's wins, in the order in which they were granted."""
    left = dict(cells)
    mine: dict[str, list[DrawSlot]] = {}
    counts: dict[str, int] = {}
    granted: set[tuple[str, int]] = set()
    wins: list[Win] = []
    waiting = order_of(key, entries, rules)
    for _ in range(rules.wins_most):
        still: list[DrawEntry] = []
        for entry in waiting:
            if counts.get(entry.party, 0) >= rules.wins_most:
                continue
            win = _serve(entry, slots, left, mine.setdefault(entry.party, []), granted, rules)
            if win is not None:
                counts[entry.party] = counts.get(entry.party, 0) + 1
                wins.append(win)
                still.append(entry)
        waiting = still
    return wins


def _serve(
    entry: DrawEntry,
    slots: Mapping[str, DrawSlot],
    left: dict[str, int],
    mine: list[DrawSlot],
    granted: set[tuple[str, int]],
    rules: DrawRules,
) -> Win | None:
    """Grant the best wish that is still possible and take what it uses."""
    for rank, wish in enumerate(entry.wishes, 1):
        if not _has_room(wish, slots, left) or (entry.digest, rank) in granted:
            continue
        wanted = [slots[name] for name in wish]
        need = _need(wanted, entry.people)
        if any(left[cell] < units for cell, units in need.items()):
            continue
        if not rules.overlap_allowed and _overlaps(wanted, mine):
            continue
        for cell, units in need.items():
            left[cell] -= units
        mine.extend(wanted)
        granted.add((entry.digest, rank))
        return Win(entry.digest, rank, wish)
    return None


def _has_room(wish: Sequence[str], slots: Mapping[str, DrawSlot], left: Mapping[str, int]) -> bool:
    """Whether no cell of the wish is used up: the answer is no for most, and quickly."""
    for name in wish:
        for cell in slots[name].cells:
            if left[cell] < 1:
                return False
    return True


def _need(wanted: Sequence[DrawSlot], people: int) -> dict[str, int]:
    need: dict[str, int] = {}
    for slot in wanted:
        units = people if slot.per_person else 1
        for cell in slot.cells:
            need[cell] = need.get(cell, 0) + units
    return need


def _overlaps(wanted: Sequence[DrawSlot], mine: Sequence[DrawSlot]) -> bool:
    """Whether the wish meets an earlier win, or one of its own slots another, in time."""
    seen = list(mine)
    for slot in wanted:
        if any(slot.starts < one.ends and one.starts < slot.ends for one in seen):
            return True
        seen.append(slot)
    return False
