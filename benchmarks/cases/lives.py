# SPDX-License-Identifier: Apache-2.0
"""How did a measured case live? When it came, what was done to it, where it stands today."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.cases.procedures import PLANS, Plan
from madoguchi.kernel.business_days import Calendar

YEARS = 5
OPEN_SHARE = 0.03
JST = 9 * 3600
_EPOCH = date(1970, 1, 1).toordinal()

ENDED_PLAIN = (
    "opened", "assigned", "review_started", "note_written", "message_sent", "message_received",
    "decision_proposed", "DECIDED", "letter_issued", "closed",
)  # fmt: skip
ENDED_CORRECTED = (
    "opened", "assigned", "review_started", "correction_requested", "correction_received",
    "note_written", "decision_proposed", "DECIDED", "letter_issued", "closed",
)  # fmt: skip
WITHDRAWN = (
    "opened", "assigned", "review_started", "note_written", "message_sent", "message_received",
    "note_written", "message_received", "withdrawn", "closed",
)  # fmt: skip
_TALK = ("note_written", "message_sent", "message_received")
LIVING: dict[str, tuple[str, ...]] = {
    "received": ("opened", *_TALK, *_TALK, *_TALK),
    "reviewing": ("opened", "assigned", "review_started", *_TALK, *_TALK, "note_written"),
    "arrived": (
        "opened", "assigned", "review_started", "note_written", *_TALK, "correction_requested",
        "note_written", "correction_received",
    ),
    "correction": (
        "opened", "assigned", "review_started", *_TALK, *_TALK, "correction_requested",
    ),
    "deciding": ("opened", "assigned", "review_started", *_TALK, *_TALK, "decision_proposed"),
}  # fmt: skip
STATE_AFTER = {
    "opened": "received", "review_started": "reviewing", "correction_requested": "correction",
    "correction_received": "reviewing", "decision_proposed": "deciding", "approved": "approved",
    "refused": "refused", "withdrawn": "withdrawn", "closed": "closed",
}  # fmt: skip
ACTIONS = 10
assert all(len(kinds) == ACTIONS for kinds in (*LIVING.values(), ENDED_PLAIN, ENDED_CORRECTED))


class OpenDays:
    """The city's open days as numbers, so that a million terms are only look-ups."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.ordinals = [day.toordinal() for day in days if calendar.is_open(day)]

    def after(self, ordinal: int, count: int) -> int:
        """The ``count``-th open day after a day."""
        return self.ordinals[bisect_right(self.ordinals, ordinal) + count - 1]

    def between(self, ordinal: int, later: int) -> int:
        """Open days after the first up to and including the second."""
        return bisect_right(self.ordinals, later) - bisect_right(self.ordinals, ordinal)


@dataclass(slots=True)
class Life:
    """One case: its days as ordinals, its actions with the second (UTC) of each."""

    plan: Plan
    received_on: int
    due_on: int
    state: str
    outcome: str
    arrived: bool
    assigned: bool
    kinds: tuple[str, ...]
    seconds: list[int]
    asked_on: int = 0
    returned_on: int = 0
    decided_on: int = 0
    decided_days: int = 0

    @property
    def is_open(self) -> bool:
        """Whether someone still has to work on it."""
        return not self.outcome

    def states(self) -> list[str]:
        """The state after each action."""
        state, after = "", []
        for kind in self.kinds:
            state = STATE_AFTER.get(kind, state)
            after.append(state)
        return after


class Lives:
    """Draws lives; the same seed draws the same."""

    def __init__(self, calendar: Calendar, chance: random.Random, *, on: date) -> None:
        self.chance, self.today = chance, on.toordinal()
        first = on - timedelta(days=YEARS * 366 + 30)
        self.open_days = OpenDays(calendar, first, on + timedelta(days=200))
        self.shares = [plan.share for plan in PLANS]

    def draw(self) -> Life:
        """One more case."""
        (plan,) = self.chance.choices(PLANS, self.shares)
        return self._living(plan) if self.chance.random() < OPEN_SHARE else self._ended(plan)

    def _living(self, plan: Plan) -> Life:
        chance = self.chance
        age = 1 + int(chance.triangular(0, plan.days * 1.9 + 3, plan.days * 0.3))
        if chance.random() < 0.03:
            age += chance.randint(10, 60)
        received_on = self.today - age
        (key,) = chance.choices(
            ("received", "reviewing", "arrived", "correction", "deciding"), (30, 42, 4, 12, 12)
        )
        life = self._begin(plan, received_on, LIVING[key])
        life.state = STATE_AFTER["correction_received"] if key == "arrived" else key
        life.arrived = key == "arrived"
        life.assigned = "assigned" in life.kinds or chance.random() < 0.3
        if life.assigned and "assigned" not in life.kinds:
            life.kinds = ("opened", "assigned", *life.kinds[2:])
        self._time(life, self.today - 1)
        self._stop(life)
        return life

    def _ended(self, plan: Plan) -> Life:
        chance = self.chance
        received_on = self.today - chance.randint(3, YEARS * 365)
        dice = chance.random()
        kinds = WITHDRAWN if dice < 0.03 else ENDED_CORRECTED if dice < 0.18 else ENDED_PLAIN
        outcome = (
            "withdrawn" if dice < 0.03 else "refused" if chance.random() < 0.05 else "approved"
        )
        life = self._begin(
            plan, received_on, tuple(k if k != "DECIDED" else outcome for k in kinds)
        )
        used = max(1, int(plan.days * chance.triangular(0.1, 1.25, 0.7)))
        until = min(self.open_days.after(received_on, used), self.today - 1)
        life.outcome, life.state, life.assigned = outcome, "closed", True
        self._time(life, until)
        self._stop(life)
        life.decided_on = _day_of(life.seconds[life.kinds.index(outcome)])
        stopped = self.open_days.between(life.asked_on, life.returned_on) if life.asked_on else 0
        life.decided_days = self.open_days.between(received_on, life.decided_on) - stopped
        return life

    def _begin(self, plan: Plan, received_on: int, kinds: tuple[str, ...]) -> Life:
        due_on = self.open_days.after(received_on, plan.days)
        return Life(plan, received_on, due_on, "", "", False, False, kinds, [])  # noqa: FBT003

    def _time(self, life: Life, until: int) -> None:
        """Spread the actions from the arrival to the last day, in order."""
        chance = self.chance
        start = (life.received_on - _EPOCH) * 86_400 - JST
        at = start + chance.randrange(6 * 3600, 17 * 3600)
        last = max((until - _EPOCH) * 86_400 - JST + 17 * 3600, at + 40)
        later = sorted(chance.choices(range(at + 1, last), k=len(life.kinds) - 1))
        life.seconds = [at, *(second + n for n, second in enumerate(later))]

    def _stop(self, life: Life) -> None:
        """The stop of the clock, and the due day that it moves."""
        if "correction_requested" not in life.kinds:
            return
        life.asked_on = _day_of(life.seconds[life.kinds.index("correction_requested")])
        if "correction_received" not in life.kinds:
            return
        life.returned_on = _day_of(life.seconds[life.kinds.index("correction_received")])
        before = self.open_days.between(life.received_on, life.asked_on)
        if before < life.plan.days:
            life.due_on = self.open_days.after(life.returned_on, life.plan.days - before)


def _day_of(second: int) -> int:
    return (second + JST) // 86_400 + _EPOCH
