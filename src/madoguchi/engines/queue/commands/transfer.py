# SPDX-License-Identifier: Apache-2.0
"""Send the person at a desk on to another line, with the number they hold (振り替え)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import day_of, lock_ticket
from madoguchi.engines.queue.commands.tell_soon import tell_soon
from madoguchi.engines.queue.commands.writing import header_of, seal_note, write_down
from madoguchi.engines.queue.events import TicketTransferred
from madoguchi.engines.queue.models import Line, Ticket
from madoguchi.engines.queue.policy import check_may_serve
from madoguchi.engines.queue.queries.lines import get_line, times_of
from madoguchi.engines.queue.queries.tickets import read_note
from madoguchi.engines.queue.rules.refusals import (
    ClosedToday,
    LineUnknown,
    NotServedToday,
    OtherSection,
    WrongState,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id, new_secret


@in_one_go
def transfer(
    *, ticket_id: UUID, line_key: str, actor: Actor, at: datetime, note: str = ""
) -> Ticket:
    """End the ticket here and let it wait in the other line; returns the one that waits there.

    The place follows the rule of the other line: ``keep`` counts from when the first ticket was
    taken, ``end`` from now, ``first`` is the next one called. The other section is not asked and
    is not limited by the number of its own tickets: the person stands in the hall already.

    Raises:
        TicketUnknown, LineUnknown, NotAllowed: not by this person.
        WrongState: nobody with this ticket is at a desk. OtherSection: it is the same line.
        ClosedToday: the other line is not served any more today.
    """
    ticket = lock_ticket(ticket_id)
    check_may_serve(actor, ticket)
    line = get_line(line_key)
    _check(ticket, line, at=at)
    ticket.state, ticket.ended_at = "transferred", at
    ticket.started_at = ticket.started_at or ticket.called_at
    ticket.save(update_fields=["state", "ended_at", "started_at"])
    successor = _successor(ticket, line, actor, at=at)
    successor.sealed = seal_note(successor, note.strip()[:500] or read_note(ticket))
    successor.save(force_insert=True)
    fact = TicketTransferred(ticket=header_of(ticket), to=header_of(successor), at=at)
    detail = {"to": line.key, "place": line.read_rules().transfers}
    write_down(fact, ticket, actor=actor, detail=detail)
    tell_soon(line=line, actor=actor, at=at)
    return successor


def _check(ticket: Ticket, line: Line, *, at: datetime) -> None:
    if ticket.state not in {"called", "serving"}:
        raise WrongState(label=ticket.label, state=ticket.get_state_display())
    if not line.is_active:
        raise LineUnknown
    if line.id == ticket.line_id:
        raise OtherSection
    times = times_of(line.read_rules(), at)
    if times.opening is None:
        raise NotServedToday
    if times.minute >= times.opening.closes:
        raise ClosedToday


def _successor(ticket: Ticket, line: Line, actor: Actor, *, at: datetime) -> Ticket:
    rule = line.read_rules().transfers
    return Ticket(
        id=new_id(),
        code=new_secret(),
        line=line,
        line_day=day_of(line, at),
        label=ticket.label,
        source=ticket.source,
        language=ticket.language,
        needs=ticket.needs,
        place_at=at if rule == "end" else ticket.place_at,
        is_first=rule == "first",
        booking_ref=ticket.booking_ref,
        person_ref=ticket.person_ref,
        came_from=ticket,
        issued_at=at,
        issued_by_ref=actor.ref,
    )
