# SPDX-License-Identifier: Apache-2.0
"""How far is each line: which number, how many wait, how long for who comes now?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.queries.hall import Call, Hall, LineNow
from madoguchi.engines.queue.rules.estimate import Range

State = Literal["open", "hall_only", "paused", "before", "closed", "off", "full"]


@dataclass(frozen=True, slots=True)
class LineStatus:
    """A line on the board."""

    now: LineNow
    state: State
    last_called: str
    waiting: int
    desks_open: int
    wait: Range | None

    @property
    def key(self) -> str:
        """The line's key."""
        return self.now.line.key

    @property
    def section(self) -> str:
        """The section's key."""
        return self.now.line.section


def read_board(at: datetime, sections: Collection[str] | None = None) -> list[LineStatus]:
    """Every line of the sections (None: of all), in their order."""
    return status_of(Hall(at), sections)


def status_of(hall: Hall, sections: Collection[str] | None = None) -> list[LineStatus]:
    """The same of a hall that has been read."""
    latest: dict[str, Call] = {}
    for call in hall.calls:
        latest.setdefault(call.line, call)
    return [
        LineStatus(
            now=now,
            state=state_of(now),
            last_called=latest[key].label if key in latest else "",
            waiting=sum(one.line == key for one in hall.waiting),
            desks_open=sum(key in desk.ranks for desk in hall.open_desks),
            wait=hall.foretell(key, newcomer=True).get(None),
        )
        for key, now in hall.lines.items()
        if sections is None or now.line.section in sections
    ]


def state_of(now: LineNow) -> State:
    """Whether people are taken in, and if not, why."""
    times = now.times
    if times.opening is None:
        return "off"
    if now.is_closed or times.minute >= times.issue_until:
        return "closed"
    if times.minute < times.issue_from:
        return "before"
    if now.is_paused:
        return "paused"
    if now.is_full:
        return "full"
    return "open" if times.gives_web_tickets else "hall_only"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands."""

    ahead: int
    wait: Range | None
    is_soon: bool


def place_of(hall: Hall, ticket: Ticket) -> Place:
    """How many are ahead of a waiting ticket, and how long it will take."""
    line = ticket.line.key
    order: list[UUID] = hall.order(line) if line in hall.lines else []
    ahead = order.index(ticket.id) if ticket.id in order else 0
    wait = hall.foretell(line).get(ticket.id) if line in hall.lines else None
    soon = line in hall.lines and ahead < hall.lines[line].rules.soon_ahead
    return Place(ahead, wait, soon)
