# SPDX-License-Identifier: Apache-2.0
"""What happened in the lines between two days?"""

from collections.abc import Collection
from datetime import date

from madoguchi.engines.queue.models import ENDED, Ticket
from madoguchi.engines.queue.rules.figures import Passed, Statistics, count

_FIELDS = (
    "line__key", "source", "state", "end_reason", "issued_at", "called_at", "ended_at",
    "came_from_id",
)  # fmt: skip
_AT_ONCE = 2000


def read_statistics(*, lines: Collection[str], first: date, last: date) -> Statistics:
    """The figures of these lines from one day to another, both included; one query, streamed."""
    rows = Ticket.objects.filter(
        line__key__in=lines, line_day__day__gte=first, line_day__day__lte=last, state__in=ENDED
    ).order_by()
    return count(
        Passed(line, source, state, reason, issued, called, ended, is_moved=origin is not None)
        for line, source, state, reason, issued, called, ended, origin in rows.values_list(
            *_FIELDS
        ).iterator(_AT_ONCE)
    )
