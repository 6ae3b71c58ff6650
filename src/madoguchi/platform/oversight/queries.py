# SPDX-License-Identifier: Apache-2.0
"""What does the log tell the data protection officer (個人情報保護担当)? The latest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from madoguchi.kernel.clock import to_local
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.oversight.ports import Person, find_by_numbers, find_people
from madoguchi.platform.oversight.rules import (
    MANY,
    MANY_LISTED,
    Burst,
    is_unusual_hour,
    seems_related,
)
from madoguchi.platform.oversight.staff import Staff
from madoguchi.platform.screens.city import current_city

READS = (
    "cases.read", "cases.original_opened", "cases.listed", "cases.exported", "records.read",
    "residents.read", "booking.contacts.read", "queue.note.read",
)  # fmt: skip
LISTS = frozenset({"cases.listed", "booking.contacts.read"})
"""Leaves that name what was on a page by its numbers."""
EXPORTS = frozenset({"cases.exported"})
MOST_READ = 50_000
"""So many readings a page looks through; a table looks through all."""
PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """A reading as the officer sees it."""

    at: datetime
    staff: str
    staff_ref: str
    action: str
    subject: str
    purpose: str
    why: str
    count: int = 1
    leaf_id: str = ""


def find_unusual(first: datetime, last: datetime, *, most: int | None = None) -> Iterator[Finding]:
    """Readings outside of working hours."""
    calendar, staff = current_city().calendar, Staff()
    for piece in _pieces(_reads(first, last, most)):
        found = [
            leaf
            for leaf in piece
            if is_unusual_hour(leaf.at, is_open=calendar.is_open(to_local(leaf.at).date()))
        ]
        yield from _shown(found, "hours", staff)


def find_bulk(first: datetime, last: datetime, *, most: int | None = None) -> Iterator[Finding]:
    """Hours in which one person opened very many records or had them in lists, and exports.

    A list counts as many records as it held; a record that comes again within the hour counts once.
    """
    opened: dict[str, Burst] = defaultdict(lambda: Burst(MANY))
    listed: dict[str, Burst] = defaultdict(lambda: Burst(MANY_LISTED))
    exports: list[Leaf] = []
    bursts: list[tuple[str, str, tuple[datetime, int]]] = []
    for leaf in _oldest_first(_reads(first, last, most)):
        if leaf.action in EXPORTS:
            exports.append(leaf)
            continue
        records = _records_of(leaf)
        why = "burst" if len(records) == 1 else "burst_listed"
        ended = (opened if len(records) == 1 else listed)[leaf.actor_ref].add(leaf.at, records)
        if ended:
            bursts.append((leaf.actor_ref, why, ended))
    for why, running in (("burst", opened), ("burst_listed", listed)):
        bursts += [(ref, why, ended) for ref, one in running.items() if (ended := one.end())]
    staff = Staff()
    staff.learn(ref for ref, _, _ in bursts)
    found = [
        Finding(at, staff.name(ref), ref, _ACTION_OF[why], "", "", why, count)
        for ref, why, (at, count) in bursts
    ]
    found += _shown(exports, "export", staff)
    yield from sorted(found, key=lambda one: one.at, reverse=True)


def find_relatives(
    first: datetime, last: datetime, *, most: int | None = None
) -> Iterator[Finding]:
    """Readings of records of people who share family name or home with the reader.

    Of lists that somebody saw again and again, each record is told once.
    """
    staff, told = Staff(), set[tuple[str, str]]()
    for piece in _pieces(_reads(first, last, most)):
        staff.learn(leaf.actor_ref for leaf in piece)
        people = _people_of(piece)
        for leaf in piece:
            reader = staff.find(leaf.actor_ref)
            for record in _records_of(leaf) if reader else ():
                person, again = people.get(record), (leaf.actor_ref, record)
                if reader is None or person is None or again in told:
                    continue
                why = seems_related((reader.name, reader.address), (person.name, person.address))
                if why:
                    if leaf.action in LISTS:
                        told.add(again)
                    yield _finding(leaf, why, staff, record)


def find_readers(asked: str) -> Iterator[Finding]:
    """Who read the records of one subject: a reference, or a number that stands in the details."""
    known = Q(subject=asked)
    if len(asked) >= 6:
        known |= Q(detail__contains=asked)
    staff = Staff()
    for piece in _pieces(Leaf.objects.filter(known, action__in=READS).order_by("-at", "-id")):
        yield from _shown(piece, "subject", staff)


def has_more_than(most: int, first: datetime, last: datetime) -> bool:
    """Whether there are more readings than a page looks through."""
    return _reads(first, last, None)[most : most + 1].exists()


_ACTION_OF = {"burst": "cases.read", "burst_listed": "cases.listed"}


def _reads(first: datetime, last: datetime, most: int | None) -> QuerySet[Leaf]:
    reads = Leaf.objects.filter(action__in=READS, actor_kind="staff", at__gte=first, at__lt=last)
    return reads.order_by("-at", "-id")[:most]


def _oldest_first(reads: QuerySet[Leaf]) -> Iterator[Leaf]:
    if not reads.query.is_sliced:
        return reads.reverse().iterator(chunk_size=PIECE)
    return iter(sorted(reads.iterator(chunk_size=PIECE), key=lambda leaf: (leaf.at, leaf.id)))


def _pieces(reads: QuerySet[Leaf]) -> Iterator[list[Leaf]]:
    rows = reads.iterator(chunk_size=PIECE)
    while piece := list(islice(rows, PIECE)):
        yield piece


def _records_of(leaf: Leaf) -> list[str]:
    """The numbers of what was shown; where none stand in the leaf, what it is about."""
    facts = leaf.facts
    numbers = facts.get("numbers")
    if isinstance(numbers, list) and numbers:
        return list(dict.fromkeys(map(str, numbers)))
    return [str(facts.get("number") or leaf.subject)]


def _people_of(piece: list[Leaf]) -> dict[str, Person]:
    """Whom the records of some leaves concern, by the words of ``_records_of``."""
    lists = [leaf for leaf in piece if leaf.action in LISTS]
    single = {leaf.subject: _records_of(leaf)[0] for leaf in piece if leaf.action not in LISTS}
    numbered = find_by_numbers({number for leaf in lists for number in _records_of(leaf)})
    known = find_people(set(single))
    return {**numbered, **{single[ref]: person for ref, person in known.items()}}


def _shown(leaves: Iterable[Leaf], why: str, staff: Staff) -> list[Finding]:
    rows = list(leaves)
    staff.learn(leaf.actor_ref for leaf in rows)
    return [_finding(leaf, why, staff) for leaf in rows]


def _finding(leaf: Leaf, why: str, staff: Staff, record: str = "") -> Finding:
    facts = leaf.facts
    held = facts.get("cases") or facts.get("count") or 1
    return Finding(
        at=leaf.at,
        staff=staff.name(leaf.actor_ref),
        staff_ref=leaf.actor_ref,
        action=leaf.action,
        subject=record or str(facts.get("number") or leaf.subject),
        purpose=leaf.purpose,
        why=why,
        count=1 if record else int(held),
        leaf_id=str(leaf.id),
    )
