# SPDX-License-Identifier: Apache-2.0
"""Who was called has come; is done; is called once more."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import lock_ticket
from madoguchi.engines.queue.commands.writing import header_of, seal_note, write_down
from madoguchi.engines.queue.events import TicketCalledAgain, TicketFinished, TicketStarted
from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.policy import check_may_serve
from madoguchi.engines.queue.rules.refusals import WrongState
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

LONGEST_NOTE = 500


@in_one_go
def call_again(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Call the same number once more; the display shows and says it again.

    Raises:
        TicketUnknown, NotAllowed: not by this person. WrongState: it is not being called.
    """
    ticket = _locked(ticket_id, actor, {"called"})
    ticket.called_again_at, ticket.call_count = at, ticket.call_count + 1
    ticket.save(update_fields=["called_again_at", "call_count"])
    fact = TicketCalledAgain(ticket=header_of(ticket), at=at)
    write_down(fact, ticket, actor=actor, detail={"count": ticket.call_count}, notice="called")
    return ticket


@in_one_go
def start(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """The person stands at the desk. Twice changes nothing.

    Raises:
        TicketUnknown, NotAllowed: not by this person. WrongState: it was not called.
    """
    ticket = _locked(ticket_id, actor, {"called", "serving"})
    if ticket.state == "serving":
        return ticket
    ticket.state, ticket.started_at = "serving", at
    ticket.save(update_fields=["state", "started_at"])
    write_down(TicketStarted(ticket=header_of(ticket), at=at), ticket, actor=actor)
    return ticket


@in_one_go
def finish(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """The person has been served. Twice changes nothing.

    Raises:
        TicketUnknown, NotAllowed: not by this person. WrongState: nobody is being served.
    """
    ticket = _locked(ticket_id, actor, {"called", "serving", "done"})
    return ticket if ticket.state == "done" else finish_now(ticket, actor=actor, at=at)


def finish_now(ticket: Ticket, *, actor: Actor, at: datetime) -> Ticket:
    """Write down that it is done, as part of another act."""
    ticket.state, ticket.ended_at = "done", at
    ticket.started_at = ticket.started_at or ticket.called_at
    ticket.save(update_fields=["state", "ended_at", "started_at"])
    write_down(TicketFinished(ticket=header_of(ticket), at=at), ticket, actor=actor)
    return ticket


@in_one_go
def write_note(*, ticket_id: UUID, words: str, actor: Actor, at: datetime) -> Ticket:
    """Keep a note for whoever serves the ticket next; an empty one takes it away.

    Raises:
        TicketUnknown, NotAllowed: not by this person.
    """
    ticket = _locked(ticket_id, actor, None)
    ticket.sealed = seal_note(ticket, words.strip()[:LONGEST_NOTE])
    ticket.save(update_fields=["sealed"])
    record(
        action="queue.ticket.noted",
        actor=actor,
        subject=ticket.ref,
        at=at,
        detail={"label": ticket.label, "kept": bool(words.strip())},
    )
    return ticket


def _locked(ticket_id: UUID, actor: Actor, states: set[str] | None) -> Ticket:
    ticket = lock_ticket(ticket_id)
    check_may_serve(actor, ticket)
    if states is not None and ticket.state not in states:
        raise WrongState(label=ticket.label, state=ticket.get_state_display())
    return ticket
