# SPDX-License-Identifier: Apache-2.0
"""Tell the next few people of a line that their turn comes soon (呼出予告)."""

from datetime import datetime

from madoguchi.engines.queue.commands.writing import header_of, write_down
from madoguchi.engines.queue.events import TicketSoon
from madoguchi.engines.queue.models import Line, Ticket
from madoguchi.engines.queue.queries.hall import as_waiting
from madoguchi.engines.queue.rules.order import order_of, run_of
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor

_LOOKED_BACK = 20


def tell_soon(*, line: Line, actor: Actor, at: datetime) -> list[Ticket]:
    """Mark those who are next and were not told yet; returns them. Part of the caller's act."""
    rules = line.read_rules()
    today = Ticket.objects.filter(line=line, line_day__day=day_and_minute(at)[0])
    rows = {one.id: one for one in today.filter(state="waiting").select_related("line", "desk")}
    latest = today.filter(called_at__isnull=False).order_by("-called_at", "-id")
    run = run_of(list(latest.values_list("called_as", flat=True)[:_LOOKED_BACK]))
    near = order_of(
        [as_waiting(one, line.key) for one in rows.values()],
        {line.key: rules},
        out_of_turn=run,
        at=at,
        most=rules.soon_ahead,
    )
    told = [rows[one] for one in near if rows[one].soon_at is None]
    for ticket in told:
        ticket.soon_at = at
        ticket.save(update_fields=["soon_at"])
        fact = TicketSoon(ticket=header_of(ticket), at=at)
        write_down(fact, ticket, actor=actor, notice="soon")
    return told
