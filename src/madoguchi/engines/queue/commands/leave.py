# SPDX-License-Identifier: Apache-2.0
"""Give a place in the line up (取りやめ)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import lock_ticket
from madoguchi.engines.queue.commands.tell_soon import tell_soon
from madoguchi.engines.queue.commands.writing import header_of, write_down
from madoguchi.engines.queue.events import TicketLeft
from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.policy import check_may_serve
from madoguchi.engines.queue.rules.refusals import WrongState
from madoguchi.kernel.actors import Actor


@in_one_go
def leave(*, ticket_id: UUID, actor: Actor, at: datetime, reason: str = "own") -> Ticket:
    """End a ticket that waits, is called or was missed. Whoever holds the code may do it.

    Raises:
        TicketUnknown, NotAllowed: not by this person. WrongState: it is being served or over.
    """
    ticket = lock_ticket(ticket_id)
    if actor.kind == "staff":
        check_may_serve(actor, ticket)
    if ticket.state == "left":
        return ticket
    if ticket.state not in {"waiting", "called", "missed"}:
        raise WrongState(label=ticket.label, state=ticket.get_state_display())
    waited = ticket.state == "waiting"
    end(ticket, reason=reason, actor=actor, at=at)
    if waited:
        tell_soon(line=ticket.line, actor=actor, at=at)
    return ticket


def end(ticket: Ticket, *, reason: str, actor: Actor, at: datetime) -> None:
    """Write down that the place is given up, as part of another act."""
    ticket.state, ticket.ended_at, ticket.end_reason = "left", at, reason
    ticket.save(update_fields=["state", "ended_at", "end_reason"])
    fact = TicketLeft(ticket=header_of(ticket), at=at)
    write_down(fact, ticket, actor=actor, detail={"reason": reason})
