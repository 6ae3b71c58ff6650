# SPDX-License-Identifier: Apache-2.0
"""How is what happened to a ticket written down, queued for telling, and announced?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.engines.queue.events import TicketFact, TicketHeader
from madoguchi.engines.queue.models import Notice, Ticket
from madoguchi.engines.queue.queries.tickets import NOTE
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt


def header_of(ticket: Ticket) -> TicketHeader:
    """What others may know of a ticket."""
    return TicketHeader(
        id=ticket.id,
        label=ticket.label,
        line=ticket.line.key,
        section=ticket.line.section,
        state=ticket.state,
        source=ticket.source,
        desk=ticket.desk.key if ticket.desk else "",
        booking_ref=ticket.booking_ref or "",
    )


def write_down(
    fact: TicketFact,
    ticket: Ticket,
    *,
    actor: Actor,
    detail: Mapping[str, Any] | None = None,
    notice: str = "",
) -> None:
    """The audit leaf, the queued notice and the fact, all in the transaction of the action."""
    record(
        action=fact.key,
        actor=actor,
        subject=ticket.ref,
        at=fact.at,
        detail={
            "label": ticket.label,
            "line": fact.ticket.line,
            "desk": fact.ticket.desk,
            "state": ticket.state,
            **(detail or {}),
        },
    )
    if notice:
        tell(ticket, notice, at=fact.at)
    announce(fact)


def tell(ticket: Ticket, kind: str, *, at: datetime) -> None:
    """Queue a notice where the person is known; others read it on the page of their ticket."""
    if not ticket.person_ref:
        return
    about = (
        {"desk": ticket.desk.title, "line": ticket.line.title}
        if ticket.desk
        else {"line": ticket.line.title}
    )
    Notice(
        id=new_id(),
        ticket=ticket,
        party_ref=ticket.person_ref,
        kind=kind,
        about=about,
        made_at=at,
    ).save(force_insert=True)


def seal_note(ticket: Ticket, words: str) -> bytes:
    """A note of staff, encrypted and tied to the row."""
    return encrypt(NOTE, words.encode(), aad=ticket.id.bytes) if words else b""
