# SPDX-License-Identifier: Apache-2.0
"""Who is called next? Appointments at their time, then who the rules put ahead, else by number.

After ``priority_in_a_row`` calls out of turn somebody in order of number is called, so that nobody
waits for ever behind people who go first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from madoguchi.engines.queue.rules.line import LineRules

CalledAs = Literal["number", "appointment", "priority"]
_OUT_OF_TURN = 0
_IN_TURN = 1
_TOO_EARLY = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits: ``place_at`` is when their place in the line began."""

    id: UUID
    line: str
    place_at: datetime
    needs: tuple[str, ...] = ()
    appointment_at: datetime | None = None
    is_first: bool = False
    """Sent from another section with the rule ``first``, or back within the grace."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is next, and by which right."""

    id: UUID
    line: str
    called_as: CalledAs


def choose_next(
    waiting: Sequence[Waiting],
    rules: Mapping[str, LineRules],
    ranks: Mapping[str, int],
    *,
    out_of_turn: int,
    at: datetime,
) -> Choice | None:
    """The next for a desk that serves the lines of ``ranks`` (lowest first; the others when empty).

    ``out_of_turn``: how many calls before this one were not in order of number.
    """
    mine = [one for one in waiting if one.line in ranks]
    if not mine:
        return None
    best = min(ranks[one.line] for one in mine)
    near = [one for one in mine if ranks[one.line] == best]
    ordered = sorted(near, key=lambda one: _key(one, rules[one.line], at))
    chosen = ordered[0]
    if out_of_turn >= min(rules[one.line].priority_in_a_row for one in near):
        in_turn = [one for one in ordered if _key(one, rules[one.line], at)[0] == _IN_TURN]
        chosen = min(in_turn, key=lambda one: (one.place_at, one.id)) if in_turn else chosen
        if in_turn:
            return Choice(chosen.id, chosen.line, "number")
    return Choice(chosen.id, chosen.line, _right(chosen, rules[chosen.line], near, at))


def _key(one: Waiting, rules: LineRules, at: datetime) -> tuple[int, datetime, datetime, UUID]:
    if one.appointment_at is not None:
        band = _OUT_OF_TURN if one.appointment_at <= at else _TOO_EARLY
        return band, one.appointment_at, one.place_at, one.id
    if one.is_first or any(p.front and p.need in one.needs for p in rules.priorities):
        return _OUT_OF_TURN, one.place_at, one.place_at, one.id
    return _IN_TURN, one.place_at - _credit(one, rules), one.place_at, one.id


def _credit(one: Waiting, rules: LineRules) -> timedelta:
    minutes = [p.minutes_ahead for p in rules.priorities if p.need in one.needs]
    return timedelta(minutes=max(minutes, default=0))


def _right(chosen: Waiting, rules: LineRules, near: Sequence[Waiting], at: datetime) -> CalledAs:
    """By which right: a priority counts only where somebody was passed by it."""
    if chosen.appointment_at is not None:
        return "appointment"
    passed = any(
        (one.place_at, one.id) < (chosen.place_at, chosen.id) and one.appointment_at is None
        for one in near
        if one.id != chosen.id
    )
    return "priority" if passed and _key(chosen, rules, at)[0] != _TOO_EARLY else "number"


def order_of(
    waiting: Sequence[Waiting],
    rules: Mapping[str, LineRules],
    *,
    out_of_turn: int,
    at: datetime,
    most: int | None = None,
) -> list[UUID]:
    """In which order those of one line will be called if nobody comes or goes; the first ``most``."""
    left = list(waiting)
    ranks = {one.line: 0 for one in left}
    ordered: list[UUID] = []
    run = out_of_turn
    while left and (most is None or len(ordered) < most):
        choice = choose_next(left, rules, ranks, out_of_turn=run, at=at)
        if choice is None:
            break
        run = 0 if choice.called_as == "number" else run + 1
        ordered.append(choice.id)
        left = [one for one in left if one.id != choice.id]
    return ordered


def run_of(called_as: Sequence[str]) -> int:
    """How many of the latest calls (the newest first) were out of turn."""
    for count, right in enumerate(called_as):
        if right == "number":
            return count
    return len(called_as)
