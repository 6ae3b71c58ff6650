# SPDX-License-Identifier: Apache-2.0
"""Which registered people and groups does a clerk look for?"""

import json
from dataclasses import dataclass

from madoguchi.engines.booking.models import Group, Patron, SearchTrace
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.rules.finding import words_asked
from madoguchi.platform.crypto.fields import blind_index, decrypt

MOST_FOUND = 20
GROUP = "booking.group"


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant."""

    party_ref: str
    name: str
    kana: str
    phone: str
    number: str = ""
    id: str = ""
    """Of a person's registration; empty for groups."""

    @property
    def is_group(self) -> bool:
        """Whether it is a registered group."""
        return bool(self.number)


def trace_of(word: str) -> bytes:
    """The blind index of one word that somebody can be found by."""
    return blind_index("booking.search", word)


def find_people(typed: str) -> list[Found]:
    """Registered people and groups by name, kana, telephone or group number; four queries.

    Whoever shows them to staff writes the reading down.
    """
    words = words_asked(typed)
    traces = [trace_of(word) for word in words]
    rows = SearchTrace.objects.filter(trace__in=traces).order_by("-id")
    refs = list(dict.fromkeys(rows.values_list("party_ref", flat=True)[: MOST_FOUND * 2]))
    groups = [ref.rpartition(":")[2] for ref in refs if ref.startswith("booking:group:")]
    people = Patron.objects.filter(party_ref__in=refs)[:MOST_FOUND]
    numbered = Group.objects.filter(number=typed.strip().upper(), closed_at=None)
    named = Group.objects.filter(id__in=groups, closed_at=None)
    found = [_person(one) for one in people]
    return found + [open_group(one) for one in (numbered | named)[:MOST_FOUND]]


def find_party(party_ref: str) -> Found | None:
    """One registered person or group."""
    if party_ref.startswith("booking:group:"):
        group = Group.objects.filter(id=party_ref.rpartition(":")[2], closed_at=None).first()
        return open_group(group) if group else None
    patron = Patron.objects.filter(party_ref=party_ref).first()
    return _person(patron) if patron else None


def _person(patron: Patron) -> Found:
    personal = open_patron(patron)
    return Found(
        patron.party_ref,
        personal.get("name", ""),
        personal.get("kana", ""),
        personal.get("phone", ""),
        id=str(patron.id),
    )


def open_group(group: Group) -> Found:
    """The name and telephone of a group."""
    personal: dict[str, str] = {}
    if group.sealed:
        personal = json.loads(decrypt(GROUP, bytes(group.sealed), aad=group.id.bytes))
    return Found(
        group.ref,
        personal.get("name", ""),
        personal.get("kana", ""),
        personal.get("phone", ""),
        group.number,
    )
