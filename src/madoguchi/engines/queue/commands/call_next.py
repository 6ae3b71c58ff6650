# SPDX-License-Identifier: Apache-2.0
"""Call the next person to a desk, or a certain one (呼出)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import lock_desk, lock_ticket
from madoguchi.engines.queue.commands.serve import finish_now
from madoguchi.engines.queue.commands.tell_soon import tell_soon
from madoguchi.engines.queue.commands.writing import header_of, write_down
from madoguchi.engines.queue.events import TicketCalled
from madoguchi.engines.queue.models import Desk, DeskLine, Ticket
from madoguchi.engines.queue.policy import check_may_work
from madoguchi.engines.queue.queries.hall import as_waiting
from madoguchi.engines.queue.queries.tickets import at_desk
from madoguchi.engines.queue.rules.order import choose_next, run_of
from madoguchi.engines.queue.rules.refusals import (
    DeskBusy,
    DeskClosed,
    NobodyWaits,
    WrongState,
)
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor

_LOOKED_BACK = 20
ANYBODY = "*"


@in_one_go
def call_next(*, desk_key: str, actor: Actor, at: datetime, seen: str = ANYBODY) -> Ticket:
    """Call whoever is next for the desk; who was being served there is done.

    ``seen``: the id of the ticket that the clerk's page showed at the desk, empty for nobody. If
    somebody else stands there by now, the key was pressed twice: that ticket is the answer and
    nobody is skipped.

    Raises:
        DeskUnknown, NotAllowed: not this desk, or not by this person.
        DeskClosed: it is not open. DeskBusy: who was called has neither come nor been missed.
        NobodyWaits: there is nobody to call; who was served stays at the desk.
    """
    desk = lock_desk(desk_key)
    check_may_work(actor, desk.section)
    current = _at_open_desk(desk)
    if current is not None and seen not in {ANYBODY, str(current.id)}:
        return current
    _check_free(current)
    while True:
        found = _choose(desk, at=at)
        if found is None:
            raise NobodyWaits
        ticket_id, called_as = found
        if current is not None:
            finish_now(current, actor=actor, at=at)
            current = None
        if _take(desk, ticket_id, called_as, at=at):
            break
    return _called(ticket_id, actor=actor, at=at)


@in_one_go
def call_ticket(*, desk_key: str, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Call a certain ticket out of turn, also one that missed its call.

    Raises:
        DeskUnknown, TicketUnknown, NotAllowed, DeskClosed, DeskBusy: as above.
        WrongState: the ticket neither waits nor was missed.
    """
    desk = lock_desk(desk_key)
    check_may_work(actor, desk.section)
    current = _at_open_desk(desk)
    ticket = lock_ticket(ticket_id)
    if not DeskLine.objects.filter(desk=desk, line_id=ticket.line_id).exists():
        check_may_work(actor, ticket.line.section)
    if ticket.desk_id == desk.id and ticket.state in {"called", "serving"}:
        return ticket
    if ticket.state not in {"waiting", "missed"}:
        raise WrongState(label=ticket.label, state=ticket.get_state_display())
    _check_free(current)
    if current is not None:
        finish_now(current, actor=actor, at=at)
    Ticket.objects.filter(id=ticket.id, state="missed").update(
        state="waiting", desk=None, ended_at=None
    )
    _take(desk, ticket.id, "picked", at=at)
    return _called(ticket.id, actor=actor, at=at)


def _at_open_desk(desk: Desk) -> Ticket | None:
    """Who stands at the desk. Raises DeskClosed."""
    if desk.opened_at is None:
        raise DeskClosed
    return at_desk(desk)


def _check_free(current: Ticket | None) -> None:
    """Raises DeskBusy while somebody who was called has neither come nor been missed."""
    if current is not None and current.state == "called":
        raise DeskBusy(label=current.label)


def _choose(desk: Desk, *, at: datetime) -> tuple[UUID, str] | None:
    """Who is next by the rules of the lines that the desk serves."""
    serves = list(DeskLine.objects.filter(desk=desk, line__is_active=True).select_related("line"))
    lines = {one.line_id: one.line for one in serves}
    day = day_and_minute(at)[0]
    today = Ticket.objects.filter(line_id__in=lines, line_day__day=day)
    waiting = [as_waiting(one, lines[one.line_id].key) for one in today.filter(state="waiting")]
    latest = today.filter(called_at__isnull=False).order_by("-called_at", "-id")
    run = run_of(list(latest.values_list("called_as", flat=True)[:_LOOKED_BACK]))
    choice = choose_next(
        waiting,
        {one.key: one.read_rules() for one in lines.values()},
        {one.line.key: one.rank for one in serves},
        out_of_turn=run,
        at=at,
    )
    return (choice.id, choice.called_as) if choice else None


def _take(desk: Desk, ticket_id: UUID, called_as: str, *, at: datetime) -> bool:
    """Let the desk have the ticket, unless another desk was faster."""
    rows = Ticket.objects.filter(id=ticket_id, state="waiting")
    return bool(
        rows.update(
            state="called",
            desk=desk,
            called_at=at,
            called_again_at=None,
            called_as=called_as,
            call_count=1,
            started_at=None,
        )
    )


def _called(ticket_id: UUID, *, actor: Actor, at: datetime) -> Ticket:
    ticket = lock_ticket(ticket_id)
    fact = TicketCalled(ticket=header_of(ticket), at=at)
    write_down(fact, ticket, actor=actor, detail={"as": ticket.called_as}, notice="called")
    tell_soon(line=ticket.line, actor=actor, at=at)
    return ticket
