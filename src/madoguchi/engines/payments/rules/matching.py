# SPDX-License-Identifier: Apache-2.0
"""Which due does a reported payment belong to, by which rule, and if to none: why not?

Every line of every file gets exactly one rule; its sentence is the text ``payments.match.<rule>``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["paid", "provisional", "final", "cancelled", "failed", "refunded"]
Action = Literal["book", "confirm", "reverse", "note", "wait"]


@dataclass(frozen=True, slots=True)
class Reported:
    """One line of a file, whatever file it was.

    ``key`` names what was paid (the digits of a slip, the reference of an attempt or withdrawal),
    ``trace`` this one payment of it (day, minute, shop), so that a second payment of one slip is not
    taken for a second report of one payment. ``result`` is what a bank says of a failed withdrawal.
    """

    no: int
    kind: Kind
    key: str
    yen: int
    paid_on: date
    trace: str = ""
    name: str = ""
    result: str = ""

    @property
    def pair_key(self) -> str:
        """The same in 速報, 確報 and 取消 of one payment."""
        return f"{self.key}|{self.trace}"


@dataclass(frozen=True, slots=True)
class Target:
    """What a key leads to: how much was asked with it, and how its due stands now (yen)."""

    asked_yen: int
    balance_yen: int
    due_on: date | None
    is_superseded: bool = False
    is_withdrawn: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with a line, and the rule that says so."""

    action: Action
    rule: str


RULES: tuple[str, ...] = (
    "exact", "paid_late", "paid_in_part", "paid_above", "paid_again", "old_slip", "withdrawn",
    "confirms", "reverses", "attempt", "attempt_open", "gateway_refund", "debit_failed", "unknown_number", "amount_differs",
    "final_differs", "reported_twice", "nothing_to_cancel", "cancelled_after_final", "by_hand",
)  # fmt: skip


def decide_line(line: Reported, target: Target | None, earlier: str = "") -> Decision:
    """What to do with a line.

    ``earlier`` is how an earlier report of the same payment stands: ``"provisional"``,
    ``"confirmed"``, ``"reversed"`` or nothing.
    """
    if line.kind == "cancelled":
        return _decide_cancelled(earlier)
    if target is None:
        return Decision("wait", "unknown_number")
    if line.kind == "failed":
        return Decision("note", "debit_failed")
    if earlier in {"provisional", "confirmed"}:
        return _decide_again(line, target, earlier)
    if line.yen != target.asked_yen:
        return Decision("wait", "amount_differs")
    return Decision("book", _rule_of_booking(line, target))


def decide_gateway(line: Reported, attempt: tuple[str, int, int] | None) -> Decision:
    """The same for a settled card or code payment: it was booked when it was captured.

    ``attempt`` is our state of it, its yen, and the yen that were paid back.
    """
    if attempt is None:
        return Decision("wait", "unknown_number")
    state, yen, refunded_yen = attempt
    if line.kind == "refunded":
        fits = 0 < line.yen <= refunded_yen
        return Decision("note", "gateway_refund") if fits else Decision("wait", "amount_differs")
    if state != "captured":
        return Decision("wait", "attempt_open")
    return Decision("note", "attempt") if yen == line.yen else Decision("wait", "amount_differs")


def _decide_cancelled(earlier: str) -> Decision:
    if earlier == "provisional":
        return Decision("reverse", "reverses")
    return Decision(
        "wait", "cancelled_after_final" if earlier == "confirmed" else "nothing_to_cancel"
    )


def _decide_again(line: Reported, target: Target, earlier: str) -> Decision:
    if earlier == "confirmed" or line.kind != "final":
        return Decision("wait", "reported_twice")
    if line.yen != target.asked_yen:
        return Decision("wait", "final_differs")
    return Decision("confirm", "confirms")


def _rule_of_booking(line: Reported, target: Target) -> str:
    """Money that came is always booked; the rule says what is odd about it."""
    if target.is_withdrawn:
        return "withdrawn"
    if target.balance_yen <= 0:
        return "paid_again"
    if target.is_superseded:
        return "old_slip"
    if line.yen != target.balance_yen and not (target.is_part and line.yen < target.balance_yen):
        return "paid_above" if line.yen > target.balance_yen else "paid_in_part"
    return "paid_late" if target.due_on and line.paid_on > target.due_on else "exact"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A due that an unmatched line might belong to."""

    number: str
    balance_yen: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with its weight (0–100) and the reasons, keys of ``payments.near.<reason>``."""

    number: str
    weight: int
    reasons: tuple[str, ...]


SAME_AMOUNT, SAME_NAME, NEAR_NAME, NEAR_NUMBER, SWAPPED = 40, 35, 20, 25, 15
_NEAR = 2


def suggest(
    line: Reported, candidates: list[Candidate], *, typed: str = "", most: int = 5
) -> list[Suggestion]:
    """The likeliest dues first; those with nothing in common are left out.

    ``typed`` is what the payer wrote where a number was expected. Names are compared as given: bring
    both into the signs of banks first.
    """
    found = [_weigh(line, one, typed) for one in candidates]
    kept = [one for one in found if one.weight]
    return sorted(kept, key=lambda one: (-one.weight, one.number))[:most]


def _weigh(line: Reported, one: Candidate, typed: str) -> Suggestion:
    reasons = []
    if line.yen == one.balance_yen:
        reasons.append(("amount", SAME_AMOUNT))
    if line.name and one.name:
        if line.name == one.name:
            reasons.append(("name", SAME_NAME))
        elif edit_distance(line.name, one.name, _NEAR) <= _NEAR:
            reasons.append(("near_name", NEAR_NAME))
    if typed:
        distance = edit_distance(typed, one.number, _NEAR)
        if distance <= _NEAR:
            reasons.append(("near_number", NEAR_NUMBER if distance < _NEAR else SWAPPED))
    weight = sum(points for _, points in reasons)
    return Suggestion(one.number, weight, tuple(name for name, _ in reasons))


def edit_distance(one: str, other: str, most: int) -> int:
    """How many signs must be put in, taken out, exchanged or swapped with a neighbour.

    Optimal string alignment; ``most + 1`` as soon as it is more than ``most``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
