# SPDX-License-Identifier: Apache-2.0
"""Which tickets are linked to an account, and which sections read a note about them?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.queries.tickets import NOTE_READ, read_note
from madoguchi.platform.audit.api import list_by_subject

MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """A ticket with what staff wrote about it, and how many notices were queued."""

    ticket: Ticket
    note: str
    notices: int


@dataclass(frozen=True, slots=True)
class NoteReading:
    """How often a section read notes of these tickets, and when."""

    section: str
    purpose: str
    count: int
    first_at: datetime
    last_at: datetime


def list_own(account: str) -> list[OwnTicket]:
    """The account's tickets of days that are not closed, the latest first; one query."""
    rows = Ticket.objects.filter(person_ref=account).select_related("line")
    counted = rows.annotate(notice_count=Count("notices")).order_by("-issued_at", "-id")
    return [OwnTicket(one, read_note(one), one.notice_count) for one in counted[:MOST_TOLD]]


def list_note_readers(tickets: list[Ticket]) -> list[NoteReading]:
    """The latest first; one query for each ticket with a note, and there are few on one day."""
    found: dict[tuple[str, str], NoteReading] = {}
    for ticket in tickets:
        if not ticket.sealed:
            continue
        for leaf in list_by_subject(ticket.ref, actions=[NOTE_READ], limit=MOST_TOLD):
            key = (ticket.line.section, leaf.purpose)
            known = found.get(key)
            found[key] = NoteReading(
                *key,
                count=1 + (known.count if known else 0),
                first_at=min(leaf.at, known.first_at) if known else leaf.at,
                last_at=max(leaf.at, known.last_at) if known else leaf.at,
            )
    return sorted(found.values(), key=lambda one: one.last_at, reverse=True)
