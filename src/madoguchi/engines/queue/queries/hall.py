# SPDX-License-Identifier: Apache-2.0
"""What stands in the hall at this moment? One look with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from madoguchi.engines.queue.models import Desk, DeskLine, Line, LineDay, Ticket, TypicalTime
from madoguchi.engines.queue.queries.lines import Times, times_of
from madoguchi.engines.queue.rules.estimate import (
    OpenDesk,
    Range,
    Typical,
    estimate,
    range_of,
    typical_of,
)
from madoguchi.engines.queue.rules.line import LineRules
from madoguchi.engines.queue.rules.order import Waiting, order_of, run_of
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.ids import new_id

RECENT = 15
"""So many services of today are looked at."""
_LOOKED_AT = 600


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket that has been called today."""

    id: UUID
    line: str
    label: str
    state: str
    desk: str
    called_as: str
    called_at: datetime
    heard_at: datetime
    """When it was called last."""
    started_at: datetime | None
    ended_at: datetime | None
    call_count: int


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line with its rules and its day."""

    line: Line
    rules: LineRules
    day: LineDay | None
    times: Times

    @property
    def is_paused(self) -> bool:
        """Whether nobody is taken in for now."""
        return self.day is not None and self.day.paused_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether the day was closed by hand."""
        return self.day is not None and self.day.closed_at is not None

    @property
    def is_full(self) -> bool:
        """Whether all tickets of the day are given."""
        return self.day is not None and self.day.last_number >= self.day.most


class Hall:
    """All lines, desks and tickets of today, and what can be foretold from them."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        day, minute = day_and_minute(at)
        lines = list(Line.objects.filter(is_active=True).order_by("rank", "section", "key"))
        days = {one.line_id: one for one in LineDay.objects.filter(day=day)}
        self.lines: dict[str, LineNow] = {}
        for line in lines:
            rules = line.read_rules()
            self.lines[line.key] = LineNow(line, rules, days.get(line.id), times_of(rules, at))
        self.keys = {line.id: line.key for line in lines}
        self.desks = {
            one.id: one for one in Desk.objects.filter(is_active=True).order_by("rank", "key")
        }
        self.ranks: dict[UUID, dict[str, int]] = defaultdict(dict)
        for one in DeskLine.objects.filter(desk__is_active=True):
            if one.line_id in self.keys:
                self.ranks[one.desk_id][self.keys[one.line_id]] = one.rank
        self.day_ids = [one.id for one in days.values()]
        self.tickets = list(
            Ticket.objects.filter(line_day_id__in=self.day_ids, state="waiting").defer("sealed")
        )
        self.calls = self._read_calls()
        self.typical = self._read_typical(day.weekday(), minute // 60)

    def _read_calls(self) -> list[Call]:
        """What was called today, the latest first."""
        rows = Ticket.objects.filter(line_day_id__in=self.day_ids, called_at__isnull=False)
        fields = ("id", "line_id", "label", "state", "desk_id", "called_as", "called_at",
                  "called_again_at", "started_at", "ended_at", "call_count")  # fmt: skip
        found = rows.order_by("-called_at", "-id").values(*fields)[:_LOOKED_AT]
        return [self._call(row) for row in found if row["line_id"] in self.keys]

    def _call(self, row: dict[str, Any]) -> Call:
        desk = self.desks.get(row["desk_id"])
        return Call(
            id=row["id"],
            line=self.keys[row["line_id"]],
            label=row["label"],
            state=row["state"],
            desk=desk.key if desk else "",
            called_as=row["called_as"],
            called_at=row["called_at"],
            heard_at=row["called_again_at"] or row["called_at"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            call_count=row["call_count"],
        )

    def _read_typical(self, weekday: int, hour: int) -> dict[str, Typical]:
        usual = {
            self.keys[one.line_id]: float(one.seconds)
            for one in TypicalTime.objects.filter(weekday=weekday, hour=hour)
            if one.line_id in self.keys
        }
        recent: dict[str, list[float]] = defaultdict(list)
        for call in self.calls:
            served = call.state in {"done", "transferred"} and call.started_at and call.ended_at
            if served and call.ended_at and len(recent[call.line]) < RECENT:
                recent[call.line].append((call.ended_at - call.called_at).total_seconds())
        return {
            key: typical_of(recent[key], usual.get(key, now.rules.typical_minutes * 60.0))
            for key, now in self.lines.items()
        }

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Those who wait, as the rules see them."""
        return [
            as_waiting(one, self.keys[one.line_id])
            for one in self.tickets
            if one.line_id in self.keys
        ]

    @cached_property
    def open_desks(self) -> list[OpenDesk]:
        """The desks at work."""
        busy = {one.desk: one for one in self.calls if one.state in {"called", "serving"}}
        found = []
        for desk in self.desks.values():
            if desk.opened_at is None:
                continue
            at_desk = busy.get(desk.key)
            found.append(
                OpenDesk(
                    desk.key,
                    self.ranks[desk.id],
                    at_desk.line if at_desk else "",
                    at_desk.called_at if at_desk else None,
                )
            )
        return found

    def run(self, lines: Iterable[str]) -> int:
        """How many of the latest calls in these lines were out of turn."""
        mine = set(lines)
        return run_of([one.called_as for one in self.calls if one.line in mine])

    def order(self, line: str) -> list[UUID]:
        """Those who wait in a line, the next first."""
        mine = [one for one in self.waiting if one.line == line]
        rules = {key: one.rules for key, one in self.lines.items()}
        return order_of(mine, rules, out_of_turn=self.run([line]), at=self.at)

    def around(self, line: str) -> tuple[list[Waiting], list[OpenDesk]]:
        """The desks that bear on a line, directly or by sharing others, and who waits for them."""
        lines, desks = {line}, self.open_desks
        while True:
            near = {key for desk in desks if lines & set(desk.ranks) for key in desk.ranks}
            if near <= lines:
                break
            lines |= near
        waiting = [one for one in self.waiting if one.line in lines]
        return waiting, [desk for desk in desks if lines & set(desk.ranks)]

    def foretell(self, line: str, *, newcomer: bool = False) -> dict[UUID | None, Range]:
        """Until when those of a line are called; under None for who would come now.

        Empty where no open desk serves the line: nothing honest can be said.
        """
        waiting, desks = self.around(line)
        serving = [desk for desk in desks if line in desk.ranks]
        if not serving:
            return {}
        guest = Waiting(new_id(), line, self.at)
        everyone: Sequence[Waiting] = [*waiting, guest] if newcomer else waiting
        rules = {key: one.rules for key, one in self.lines.items()}
        run = self.run({key for desk in desks for key in desk.ranks})
        seconds = estimate(everyone, desks, rules, self.typical, at=self.at, out_of_turn=run)
        mine = {one.id for one in everyone if one.line == line}
        return {
            None if one == guest.id else one: range_of(wait, self.typical[line], len(serving))
            for one, wait in seconds.items()
            if one in mine
        }


def as_waiting(ticket: Ticket, line: str) -> Waiting:
    """A ticket as the rules of order see it."""
    return Waiting(
        ticket.id,
        line,
        ticket.place_at,
        tuple(ticket.needs),
        ticket.appointment_at,
        ticket.is_first,
    )
