# SPDX-License-Identifier: Apache-2.0
"""In which order are things locked? Desk, ticket, day of the line.

All commands keep this order. SQLite has one writer at a time and needs no locks.
"""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.queue.models import Desk, Line, LineDay, Ticket
from madoguchi.engines.queue.rules.refusals import DeskUnknown, TicketUnknown
from madoguchi.engines.queue.rules.times import day_and_minute


def lock_desk(key: str) -> Desk:
    """The desk, held until the end of the transaction.

    Raises:
        DeskUnknown: there is none.
    """
    found = Desk.objects.select_for_update(of=("self",)).filter(key=key).first()
    if found is None:
        raise DeskUnknown
    return found


def lock_ticket(ticket_id: UUID) -> Ticket:
    """The ticket, held until the end of the transaction.

    Raises:
        TicketUnknown: there is none.
    """
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("line", "desk")
    found = rows.filter(id=ticket_id).first()
    if found is None:
        raise TicketUnknown
    return found


def day_of(line: Line, at: datetime) -> LineDay:
    """The line's row of the day, made where there is none."""
    most = line.read_rules().tickets_per_day
    found, _ = LineDay.objects.get_or_create(
        line=line, day=day_and_minute(at)[0], defaults={"most": most}
    )
    return found
