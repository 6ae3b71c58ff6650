# SPDX-License-Identifier: Apache-2.0
"""Which ticket is meant, where has it gone, what stands in its note?"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from madoguchi.engines.queue.models import Desk, Ticket
from madoguchi.engines.queue.rules.refusals import TicketUnknown
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.ids import SecretUnreadable, parse_secret
from madoguchi.platform.crypto.fields import decrypt

NOTE, NOTE_READ = "queue.note", "queue.note.read"
HELD = ("waiting", "called", "serving", "missed")
LONGEST_WAY = 20


def get_by_code(code: str) -> Ticket:
    """The ticket that the code opens; where it was sent on, the one that stands for it now.

    Raises:
        TicketUnknown: none.
    """
    try:
        wanted = parse_secret(code)
    except SecretUnreadable:
        raise TicketUnknown from None
    rows = Ticket.objects.select_related("line", "desk", "line_day")
    found = rows.filter(code=wanted).first()
    for _ in range(LONGEST_WAY):
        if found is None or found.state != "transferred":
            break
        found = rows.filter(came_from_id=found.id).first() or found
    if found is None:
        raise TicketUnknown
    return found


def list_held(codes: Iterable[str], person_ref: str = "") -> list[Ticket]:
    """The tickets of a browser or an account that are not over, or were missed."""
    wanted = Q(code__in=list(codes)) | (Q(person_ref=person_ref) if person_ref else Q(pk=None))
    held: list[Ticket] = []
    for one in Ticket.objects.filter(wanted).exclude(state__in=("done", "left")):
        now = get_by_code(one.code) if one.state == "transferred" else one
        if now.state in HELD and now.id not in {other.id for other in held}:
            held.append(now)
    return held


def at_desk(desk: Desk) -> Ticket | None:
    """Who is called to the desk or served there."""
    rows = Ticket.objects.select_related("line", "desk", "line_day")
    return rows.filter(desk=desk, state__in=("called", "serving")).first()


def list_missed(desk: Desk, *, at: datetime) -> QuerySet[Ticket]:
    """Who did not come when called today, in the lines of a desk; the latest first."""
    rows = Ticket.objects.select_related("line", "desk")
    return rows.filter(
        line__desks=desk, state="missed", line_day__day=day_and_minute(at)[0]
    ).order_by("-ended_at", "-id")


def read_note(ticket: Ticket) -> str:
    """What staff wrote down about a ticket."""
    if not ticket.sealed:
        return ""
    return decrypt(NOTE, bytes(ticket.sealed), aad=ticket.id.bytes).decode()
