# SPDX-License-Identifier: Apache-2.0
"""Past weeks at the counters of the demonstration city, and people who wait today."""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from madoguchi.engines.queue.api import (
    PastTicket,
    Wish,
    add_kiosk,
    call_next,
    finish,
    issue,
    learn_times,
    open_desk,
    start,
    take_over,
)
from madoguchi.engines.queue.pack import QueuePack
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.refusal import Refusal

SEED = "todai-counters"
DAYS = 15
PER_DAY = {
    "moving": 30, "papers": 62, "card": 30, "tax-papers": 34, "tax-talk": 15, "child": 18,
    "nursery": 12, "care": 28, "waste": 22,
}  # fmt: skip
BY_HOUR = {8: 6, 9: 14, 10: 18, 11: 15, 12: 12, 13: 13, 14: 11, 15: 8, 16: 5}
SOURCES = ("web", "web", "web", "kiosk", "kiosk", "kiosk", "kiosk", "staff")
Busy = dict[str, tuple[datetime, UUID] | None]
"""Desk → until when it is busy, with which ticket."""
SPREAD = 0.45
RECENT = timedelta(minutes=75)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes."""

    at: datetime
    line: str
    source: str
    minutes: float
    """How long the service will take."""


def seed_queue(home: Path, pack: QueuePack, calendar: Calendar, *, at: datetime) -> list[str]:
    """Past days in bulk, today through the commands; once per demo city. Returns what was done."""
    marker = home / "queue-seeded"
    if marker.exists():
        return ["people wait at the counters already"]
    chance = Random(SEED)  # noqa: S311 - made-up people
    days = _past_days(calendar, to_local(at).date())
    past = [one for day in days for one in _past_day(pack, day, chance)]
    count = take_over(tickets=past, actor=SYSTEM, at=at)
    learn_times(actor=SYSTEM, at=at)
    kiosk = add_kiosk(title="1階ロビー", section="", actor=SYSTEM, at=at)
    waiting = _today(pack, chance, is_open=calendar.is_open(to_local(at).date()), at=at)
    marker.touch()
    return [f"{count} past tickets, {waiting} today; kiosk: /queue/kiosk/{kiosk.code}/"]


def _past_days(calendar: Calendar, today: date) -> list[date]:
    days: list[date] = []
    day = today
    while len(days) < DAYS:
        day -= timedelta(days=1)
        if calendar.is_open(day):
            days.append(day)
    return days


def _past_day(pack: QueuePack, day: date, chance: Random) -> Iterator[PastTicket]:
    """Each section by itself: people in the order of their coming, the first free desk."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=9)
    for section in dict.fromkeys(one.section for one in pack.lines):
        lines = {one.key for one in pack.lines if one.section == section and one.key in PER_DAY}
        desks = [
            (one.key, set(one.lines) | set(one.helps))
            for one in pack.desks
            if one.section == section and lines & set(one.lines)
        ]
        opens = begins + timedelta(hours=8, minutes=30)
        free = [(opens, n) for n in range(len(desks))]
        heapq.heapify(free)
        arrivals = sorted(_arrivals(pack, lines, begins, chance), key=lambda one: one.at)
        yield from _serve(arrivals, desks, free, chance)


def _serve(
    arrivals: list[Arrival],
    desks: list[tuple[str, set[str]]],
    free: list[tuple[datetime, int]],
    chance: Random,
) -> Iterator[PastTicket]:
    for one in arrivals:
        busy, found = [], None
        while free:
            moment, number = heapq.heappop(free)
            if one.line in desks[number][1]:
                found = (moment, number)
                break
            busy.append((moment, number))
        for other in busy:
            heapq.heappush(free, other)
        if found is None:
            continue
        moment, number = found
        called = max(moment, one.at + timedelta(seconds=20))
        waited = (called - one.at).total_seconds() / 60
        if chance.random() < min(0.01 + waited / 900, 0.2):
            heapq.heappush(free, found)
            gone = one.at + timedelta(minutes=waited * 0.6)
            yield PastTicket(one.line, one.source, one.at, gone, "left")
            continue
        missed = chance.random() < 0.03
        ended = called + timedelta(minutes=2.5 if missed else one.minutes)
        heapq.heappush(free, (ended, number))
        state = "missed" if missed else "done"
        yield PastTicket(one.line, one.source, one.at, ended, state, desks[number][0], called)


def _arrivals(
    pack: QueuePack, lines: set[str], begins: datetime, chance: Random
) -> Iterator[Arrival]:
    usual = {one.key: one.rules.typical_minutes for one in pack.lines}
    hours, weights = list(BY_HOUR), list(BY_HOUR.values())
    for line in sorted(lines):
        for _ in range(round(PER_DAY[line] * chance.uniform(0.75, 1.2))):
            hour = chance.choices(hours, weights)[0]
            minute = chance.uniform(25, 59) if hour == min(hours) else chance.uniform(0, 59)
            moment = begins + timedelta(hours=hour, minutes=minute)
            length = usual[line] * math.exp(chance.gauss(-0.15, SPREAD))
            yield Arrival(moment, line, chance.choice(SOURCES), max(length, 1.5))


def _today(pack: QueuePack, chance: Random, *, is_open: bool, at: datetime) -> int:
    """People of the last hour, served as far as the desks have come; outside hours at night."""
    local = to_local(at)
    by_day = is_open and 9 <= local.hour < 17
    wanted = [one for one in pack.desks if ("after-hours" in one.lines) != by_day]
    for desk in wanted:
        open_desk(desk_key=desk.key, actor=SYSTEM, at=at - RECENT)
    begins = datetime(local.year, local.month, local.day, tzinfo=UTC) - timedelta(hours=9)
    if by_day:
        found = _arrivals(pack, set(PER_DAY), begins, chance)
        coming = [one for one in found if at - RECENT < one.at < at]
    else:
        moments = (at - timedelta(minutes=n) for n in (21, 18, 16, 12, 9, 6, 3))
        coming = [
            Arrival(moment, "after-hours", "kiosk", 13.0) for moment in moments if moment >= begins
        ]
    return _play(sorted(coming, key=lambda one: one.at), [one.key for one in wanted], chance, at=at)


def _play(arrivals: list[Arrival], desks: list[str], chance: Random, *, at: datetime) -> int:
    """Issue and call by the commands themselves, minute by minute, until now."""
    given = 0
    busy: Busy = dict.fromkeys(desks)
    moment = at - RECENT
    left = list(arrivals)
    while moment < at:
        moment += timedelta(minutes=1)
        while left and left[0].at <= moment:
            one = left.pop(0)
            wish = Wish(line=one.line, source=one.source, needs=_needs(chance))
            try:
                issue(wish=wish, actor=SYSTEM, at=min(moment, at))
                given += 1
            except Refusal:
                continue
        for desk in desks:
            _work(desk, busy, chance, at=min(moment, at))
    return given


def _work(desk: str, busy: Busy, chance: Random, *, at: datetime) -> None:
    held = busy[desk]
    if held is not None:
        until, ticket_id = held
        if at < until:
            return
        finish(ticket_id=ticket_id, actor=SYSTEM, at=at)
        busy[desk] = None
    try:
        ticket = call_next(desk_key=desk, actor=SYSTEM, at=at)
    except Refusal:
        return
    start(ticket_id=ticket.id, actor=SYSTEM, at=at)
    usual = ticket.line.read_rules().typical_minutes
    length = max(usual * math.exp(chance.gauss(-0.1, SPREAD)), 2.0)
    busy[desk] = (at + timedelta(minutes=length), ticket.id)


def _needs(chance: Random) -> tuple[str, ...]:
    if chance.random() > 0.08:
        return ()
    return (chance.choice(("wheelchair", "hearing", "infant", "interpreter")),)
