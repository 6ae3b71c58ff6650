# SPDX-License-Identifier: Apache-2.0
"""What does the log tell the data protection officer (個人情報保護担当)?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.kernel.clock import to_local
from madoguchi.platform.audit.models import Leaf
from madoguchi.platform.identity.models import User
from madoguchi.platform.oversight.ports import Person, find_homes, find_people
from madoguchi.platform.oversight.rules import find_bursts, is_unusual_hour, seems_related
from madoguchi.platform.screens.city import current_city

READS = ("cases.read", "cases.listed", "cases.exported", "records.read", "residents.read")
MOST_READ, MOST_SHOWN = 50_000, 500


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


def list_unusual(first: datetime, last: datetime) -> list[Finding]:
    """Readings outside of working hours."""
    calendar = current_city().calendar
    found = [
        leaf
        for leaf in _reads(first, last)
        if is_unusual_hour(leaf.at, is_open=calendar.is_open(to_local(leaf.at).date()))
    ]
    return _shown(found, "hours")


def list_bulk(first: datetime, last: datetime) -> list[Finding]:
    """Hours in which one person read very many records, and exports."""
    times: dict[str, list[datetime]] = defaultdict(list)
    exports = []
    for leaf in _reads(first, last):
        if leaf.action == "cases.read":
            times[leaf.actor_ref].append(leaf.at)
        elif leaf.action == "cases.exported":
            exports.append(leaf)
    names = _names(set(times))
    bursts = [
        Finding(at, names.get(ref, ref), ref, "cases.read", "", "", "burst", count)
        for ref, moments in times.items()
        for at, count in find_bursts(moments)
    ]
    return sorted([*bursts, *_shown(exports, "export")], key=lambda one: one.at, reverse=True)


def list_relatives(first: datetime, last: datetime) -> list[Finding]:
    """Readings of records of people who share family name or home with the reader."""
    leaves = [leaf for leaf in _reads(first, last) if leaf.action != "cases.listed"]
    people = find_people({leaf.subject for leaf in leaves})
    staff = _staff({leaf.actor_ref for leaf in leaves})
    found: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        reader, person = staff.get(leaf.actor_ref), people.get(leaf.subject)
        if reader and person:
            why = seems_related((reader.name, reader.address), (person.name, person.address))
            if why:
                found[why].append(leaf)
    shown = [one for why, rows in found.items() for one in _shown(rows, why)]
    return sorted(shown, key=lambda one: one.at, reverse=True)


def list_readers(asked: str) -> list[Finding]:
    """Who read the records of one subject: a reference, or a number that stands in the details."""
    known = Q(subject=asked)
    if len(asked) >= 6:
        known |= Q(detail__contains=asked)
    leaves = Leaf.objects.filter(known, action__in=READS).order_by("-at")[:MOST_SHOWN]
    return _shown(list(leaves), "subject")


def _reads(first: datetime, last: datetime) -> QuerySet[Leaf]:
    reads = Leaf.objects.filter(action__in=READS, actor_kind="staff", at__gte=first, at__lt=last)
    return reads.order_by("-at")[:MOST_READ]


def _shown(leaves: list[Leaf], why: str) -> list[Finding]:
    names = _names({leaf.actor_ref for leaf in leaves[:MOST_SHOWN]})
    return [
        Finding(
            at=leaf.at,
            staff=names.get(leaf.actor_ref, leaf.actor_ref),
            staff_ref=leaf.actor_ref,
            action=leaf.action,
            subject=str(_fact(leaf, "number") or leaf.subject),
            purpose=leaf.purpose,
            why=why,
            count=int(_fact(leaf, "cases") or 1),
            leaf_id=str(leaf.id),
        )
        for leaf in leaves[:MOST_SHOWN]
    ]


def _fact(leaf: Leaf, name: str) -> Any:
    return leaf.facts.get(name)


def _names(refs: set[str]) -> dict[str, str]:
    return {ref: person.name for ref, person in _staff(refs).items()}


def _staff(refs: set[str]) -> dict[str, Person]:
    """The staff behind the references; the personnel system knows more than the account."""
    ids = [UUID(ref.removeprefix("identity:")) for ref in refs if ref.startswith("identity:")]
    accounts = User.objects.filter(pk__in=ids)
    return {
        user.ref: Person(user.display_name or user.get_username()) for user in accounts
    } | find_homes(refs)
