# SPDX-License-Identifier: Apache-2.0
"""What does a service usually take at this weekday and hour? Learnt from the last weeks."""

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.models import Ticket, TypicalTime
from madoguchi.engines.queue.rules.times import local
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

WEEKS = 8
FEWEST = 5
"""Below so many services an hour of the week says nothing."""


@in_one_go
def learn_times(*, actor: Actor, at: datetime) -> int:
    """Replace the usual service times by the medians of the last eight weeks; returns how many."""
    rows = Ticket.objects.filter(
        state__in=("done", "transferred"), ended_at__gte=at - timedelta(weeks=WEEKS)
    ).values_list("line_id", "called_at", "ended_at")
    seen: dict[tuple[UUID, int, int], list[float]] = defaultdict(list)
    for line, called, ended in rows.iterator():
        if called is None or ended is None:
            continue
        wall = local(called)
        seen[line, wall.weekday(), wall.hour].append((ended - called).total_seconds())
    TypicalTime.objects.all().delete()
    made = TypicalTime.objects.bulk_create(
        TypicalTime(
            id=new_id(), line_id=line, weekday=weekday, hour=hour,
            seconds=round(median(times)), measured=len(times),
        )
        for (line, weekday, hour), times in sorted(seen.items(), key=lambda one: str(one[0]))
        if len(times) >= FEWEST
    )  # fmt: skip
    record(
        action="queue.times.learnt",
        actor=actor,
        subject="queue:times",
        at=at,
        detail={"hours": len(made)},
    )
    return len(made)
