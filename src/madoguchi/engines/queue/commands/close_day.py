# SPDX-License-Identifier: Apache-2.0
"""End the day of a line: nobody waits overnight (締め)."""

from datetime import date, datetime

from django.db.models import F

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.leave import end
from madoguchi.engines.queue.commands.serve import finish_now
from madoguchi.engines.queue.models import Desk, LineDay, Notice, Ticket
from madoguchi.engines.queue.policy import MANAGE, check_may_work
from madoguchi.engines.queue.queries.lines import get_line
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def close_day(*, line_key: str, actor: Actor, at: datetime, day: date | None = None) -> int:
    """End every ticket of the day that still waits; who is at a desk is done. Returns how many.

    What tells of a person (account, needs, notes, notices) is taken away from all tickets of the day.

    Raises:
        LineUnknown, NotAllowed: not by this person.
    """
    line = get_line(line_key)
    check_may_work(actor, line.section, MANAGE)
    row = LineDay.objects.select_for_update(of=("self",)).filter(
        line=line, day=day or day_and_minute(at)[0]
    )
    found = row.first()
    if found is None or found.closed_at is not None:
        return 0
    ended = _end_all(found, actor=actor, at=at)
    found.closed_at = at
    found.save(update_fields=["closed_at"])
    _forget_people(found)
    record(
        action="queue.line.closed",
        actor=actor,
        subject=line.ref,
        at=at,
        detail={"day": found.day.isoformat(), "last": found.last_number, "waiting": ended},
    )
    return ended


def _forget_people(day: LineDay) -> None:
    """Staff who gave out a ticket stay named; citizens who took their own do not."""
    Notice.objects.filter(ticket__line_day=day, sent_at__isnull=True).delete()
    Notice.objects.filter(ticket__line_day=day).update(party_ref="")
    day.tickets.filter(source="web", came_from__isnull=True).update(issued_by_ref="")
    day.tickets.filter(issued_by_ref=F("person_ref")).update(issued_by_ref="")
    day.tickets.update(person_ref="", needs=[], sealed=b"")


def _end_all(day: LineDay, *, actor: Actor, at: datetime) -> int:
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("line", "desk")
    ended = 0
    for ticket in rows.filter(line_day=day, state__in=("waiting", "called", "serving")):
        if ticket.state == "serving":
            finish_now(ticket, actor=actor, at=at)
            continue
        end(ticket, reason="closed", actor=actor, at=at)
        ended += 1
    return ended


@in_one_go
def close_past_days(*, actor: Actor, at: datetime) -> int:
    """Close the days that nobody has closed, and the desks that were left open overnight."""
    today = day_and_minute(at)[0]
    left = LineDay.objects.filter(day__lt=today, closed_at__isnull=True).select_related("line")
    count = 0
    for one in left:
        close_day(line_key=one.line.key, actor=actor, at=at, day=one.day)
        count += 1
    for desk in Desk.objects.filter(opened_at__isnull=False):
        if desk.opened_at and day_and_minute(desk.opened_at)[0] < today:
            Desk.objects.filter(id=desk.id).update(opened_at=None, opened_by_ref="")
            record(action="queue.desk.closed", actor=actor, subject=desk.ref, at=at)
    return count
