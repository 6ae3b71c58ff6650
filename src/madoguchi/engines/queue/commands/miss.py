# SPDX-License-Identifier: Apache-2.0
"""Who was called did not come; who missed the call comes back in time."""

from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import lock_ticket
from madoguchi.engines.queue.commands.writing import header_of, write_down
from madoguchi.engines.queue.events import TicketMissed, TicketReturned
from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.policy import check_may_serve, is_staff
from madoguchi.engines.queue.rules.refusals import GraceOver, WrongState
from madoguchi.kernel.actors import Actor


@in_one_go
def miss(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Write down that nobody came; the desk is free. Twice changes nothing.

    Raises:
        TicketUnknown, NotAllowed: not by this person. WrongState: it was not called.
    """
    ticket = lock_ticket(ticket_id)
    check_may_serve(actor, ticket)
    if ticket.state == "missed":
        return ticket
    if ticket.state != "called":
        raise WrongState(label=ticket.label, state=ticket.get_state_display())
    ticket.state, ticket.ended_at = "missed", at
    ticket.save(update_fields=["state", "ended_at"])
    fact = TicketMissed(ticket=header_of(ticket), at=at)
    write_down(fact, ticket, actor=actor, notice="missed")
    return ticket


@in_one_go
def come_back(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Let who missed the call wait again, as the next one. Whoever holds the code may do it.

    Staff may let people back at any time of the day. Twice changes nothing.

    Raises:
        TicketUnknown, NotAllowed: not by this person.
        WrongState: it was not missed. GraceOver: too long ago.
    """
    ticket = lock_ticket(ticket_id)
    if actor.kind == "staff":
        check_may_serve(actor, ticket)
    if ticket.state == "waiting":
        return ticket
    if ticket.state != "missed" or ticket.ended_at is None:
        raise WrongState(label=ticket.label, state=ticket.get_state_display())
    grace = ticket.line.read_rules().grace_minutes
    if not is_staff(actor) and at > ticket.ended_at + timedelta(minutes=grace):
        raise GraceOver(minutes=grace)
    ticket.state, ticket.desk, ticket.ended_at, ticket.is_first = "waiting", None, None, True
    ticket.save(update_fields=["state", "desk", "ended_at", "is_first"])
    write_down(TicketReturned(ticket=header_of(ticket), at=at), ticket, actor=actor)
    return ticket
