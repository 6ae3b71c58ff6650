# SPDX-License-Identifier: Apache-2.0
"""Bring tickets of past days in from a former system, so that statistics and estimates know them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.models import Desk, Line, LineDay, Ticket
from madoguchi.engines.queue.policy import MANAGE, check_may_work
from madoguchi.engines.queue.rules.refusals import DeskUnknown, LineUnknown, RuleWrong
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id, new_secret
from madoguchi.platform.audit.api import record


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket that is over: served, missed (called in vain) or left (never called)."""

    line: str
    source: str
    issued_at: datetime
    ended_at: datetime
    state: str
    desk: str = ""
    called_at: datetime | None = None


@in_one_go
def take_over(*, tickets: Iterable[PastTicket], actor: Actor, at: datetime) -> int:
    """Write closed days, numbered by the time of the ticket; returns how many tickets.

    Raises:
        NotAllowed: not the system or staff who manage every section named.
        LineUnknown, DeskUnknown: not set up. RuleWrong: today or later, or a day that is known.
    """
    lines = {one.key: one for one in Line.objects.all()}
    desks = {one.key: one for one in Desk.objects.all()}
    days: dict[tuple[str, date], list[PastTicket]] = defaultdict(list)
    for one in tickets:
        if one.line not in lines:
            raise LineUnknown
        if one.desk and one.desk not in desks:
            raise DeskUnknown
        days[one.line, day_and_minute(one.issued_at)[0]].append(one)
    for section in {lines[key].section for key, _ in days}:
        check_may_work(actor, section, MANAGE)
    rows = []
    for (key, day), found in sorted(days.items()):
        rows += _rows_of_day(lines[key], day, found, desks, actor, at=at)
    Ticket.objects.bulk_create(rows, batch_size=500)
    detail = {"tickets": len(rows), "days": len(days)}
    record(action="queue.past.taken_over", actor=actor, subject="queue:past", at=at, detail=detail)
    return len(rows)


def _rows_of_day(
    line: Line, day: date, found: list[PastTicket], desks: dict[str, Desk], actor: Actor, *,
    at: datetime,
) -> list[Ticket]:  # fmt: skip
    if day >= day_and_minute(at)[0]:
        raise RuleWrong(why="きょうより前の日だけを取り込めます")
    if LineDay.objects.filter(line=line, day=day).exists():
        raise RuleWrong(why=f"{line.key} の {day.isoformat()} は、もう記録があります")
    ordered = sorted(found, key=lambda one: one.issued_at)
    row = LineDay.objects.create(
        id=new_id(), line=line, day=day, last_number=len(ordered),
        most=max(line.read_rules().tickets_per_day, len(ordered)), closed_at=at,
    )  # fmt: skip
    return [
        Ticket(
            id=new_id(),
            code=new_secret(),
            line=line,
            line_day=row,
            number=number,
            label=f"{line.prefix}{number:03d}",
            state=one.state,
            source=one.source,
            place_at=one.issued_at,
            issued_at=one.issued_at,
            issued_by_ref=actor.ref,
            desk=desks.get(one.desk),
            called_at=one.called_at,
            call_count=int(one.called_at is not None),
            called_as="number" if one.called_at else "",
            started_at=one.called_at if one.state == "done" else None,
            ended_at=one.ended_at,
            end_reason="own" if one.state == "left" else "",
        )
        for number, one in enumerate(ordered, start=1)
    ]
