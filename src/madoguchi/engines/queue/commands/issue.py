# SPDX-License-Identifier: Apache-2.0
"""Give somebody a place in a line (発券)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.locking import day_of
from madoguchi.engines.queue.commands.tell_soon import tell_soon
from madoguchi.engines.queue.commands.writing import header_of, write_down
from madoguchi.engines.queue.events import TicketIssued
from madoguchi.engines.queue.models import Line, LineDay, Ticket
from madoguchi.engines.queue.policy import check_may_work, is_staff
from madoguchi.engines.queue.ports import Appointment
from madoguchi.engines.queue.queries.lines import get_line, times_of
from madoguchi.engines.queue.queries.tickets import list_held
from madoguchi.engines.queue.rules.line import NEEDS
from madoguchi.engines.queue.rules.refusals import (
    AlreadyHolding,
    ClosedToday,
    DayFull,
    LinePaused,
    LineUnknown,
    NotServedToday,
    NotYetOpen,
    WebClosed,
)
from madoguchi.engines.queue.rules.times import clock_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id, new_secret


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who takes a ticket says; ``held`` are codes of tickets in the same browser."""

    line: str
    source: str
    language: str = "ja"
    needs: Sequence[str] = ()
    held: Sequence[str] = field(default=())
    request_key: str | None = None
    appointment: Appointment | None = None


@in_one_go
def issue(*, wish: Wish, actor: Actor, at: datetime) -> Ticket:
    """Give the next number of the line; the same request key gives the ticket it gave before.

    Raises:
        LineUnknown, NotAllowed: not such a line, or not by this person.
        NotYetOpen, ClosedToday, WebClosed, LinePaused, DayFull: nobody is taken in now.
        AlreadyHolding: the browser or account stands in this line. AppointmentUsed: twice.
        TooBusy: nothing was done.
    """
    known = _made_before(wish)
    if known is not None:
        return known
    line = get_line(wish.line)
    if not line.is_active:
        raise LineUnknown
    if wish.source == "staff":
        check_may_work(actor, line.section)
    _check_open(line, wish, actor, at=at)
    _check_not_held(line, wish, actor)
    day = day_of(line, at)
    _check_day(day)
    number = _take_number(day)
    ticket = _make(line, day, number, wish, actor, at=at)
    ticket.save(force_insert=True)
    fact = TicketIssued(ticket=header_of(ticket), at=at)
    write_down(fact, ticket, actor=actor, detail={"source": wish.source})
    tell_soon(line=line, actor=actor, at=at)
    return ticket


def _made_before(wish: Wish) -> Ticket | None:
    if not wish.request_key:
        return None
    rows = Ticket.objects.select_related("line", "desk", "line_day")
    return rows.filter(request_key=wish.request_key).first()


def _check_open(line: Line, wish: Wish, actor: Actor, *, at: datetime) -> None:
    times = times_of(line.read_rules(), at)
    if times.opening is None:
        raise NotServedToday
    if times.minute >= times.opening.closes:
        raise ClosedToday
    if is_staff(actor):
        return
    if times.minute < times.issue_from:
        raise NotYetOpen(opens=clock_of(times.issue_from))
    if not times.gives_tickets:
        raise ClosedToday
    if wish.source == "web" and not times.gives_web_tickets:
        raise WebClosed(until=clock_of(times.issue_until))


def _check_not_held(line: Line, wish: Wish, actor: Actor) -> None:
    if wish.source != "web":
        return
    person = actor.ref if actor.kind == "citizen" else ""
    for one in list_held(wish.held, person):
        if one.line_id == line.id and one.state in {"waiting", "called"}:
            raise AlreadyHolding(label=one.label, ticket_code=one.code)


def _check_day(day: LineDay) -> None:
    if day.closed_at is not None:
        raise ClosedToday
    if day.paused_at is not None:
        raise LinePaused(reason=day.pause_reason)


def _take_number(day: LineDay) -> int:
    """The next number; the row stays locked, so that a number is never given twice nor left out."""
    rows = LineDay.objects.filter(
        id=day.id, last_number__lt=F("most"), paused_at__isnull=True, closed_at__isnull=True
    )
    if not rows.update(last_number=F("last_number") + 1):
        day.refresh_from_db()
        _check_day(day)
        raise DayFull(most=day.most)
    day.refresh_from_db(fields=["last_number"])
    return day.last_number


def _make(
    line: Line, day: LineDay, number: int, wish: Wish, actor: Actor, *, at: datetime
) -> Ticket:
    booked = wish.appointment
    person = actor.ref if actor.kind == "citizen" else ""
    return Ticket(
        id=new_id(),
        code=new_secret(),
        line=line,
        line_day=day,
        number=number,
        label=f"{line.prefix}{number:03d}",
        source=wish.source,
        language=wish.language,
        needs=[need for need in NEEDS if need in wish.needs],
        place_at=at,
        appointment_at=booked.starts_at if booked else None,
        booking_ref=booked.ref if booked else None,
        person_ref=booked.person_ref if booked else person,
        request_key=wish.request_key or None,
        issued_at=at,
        issued_by_ref=actor.ref,
    )
