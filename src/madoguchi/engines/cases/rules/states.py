# SPDX-License-Identifier: Apache-2.0
"""From which state may a case go where? The fixed skeleton, and the fold of its actions."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text

State = Literal[
    "received", "reviewing", "correction", "deciding", "approved", "refused", "withdrawn", "closed"
]
OPEN: frozenset[str] = frozenset({"received", "reviewing", "correction", "deciding"})
ENDED: frozenset[str] = frozenset({"approved", "refused", "withdrawn"})

MOVES: dict[str, tuple[frozenset[str], str]] = {
    "opened": (frozenset({""}), "received"),
    "review_started": (frozenset({"received"}), "reviewing"),
    "correction_requested": (frozenset({"reviewing"}), "correction"),
    "correction_received": (frozenset({"correction"}), "reviewing"),
    "resumed": (frozenset({"correction"}), "reviewing"),
    "decision_proposed": (frozenset({"reviewing"}), "deciding"),
    "sent_back": (frozenset({"deciding"}), "reviewing"),
    "approved": (frozenset({"deciding"}), "approved"),
    "refused": (frozenset({"deciding"}), "refused"),
    "withdrawn": (OPEN, "withdrawn"),
    "closed": (ENDED, "closed"),
    "noted": (frozenset({"received", "reviewing"}), "closed"),
    "reopened": (ENDED | {"closed"}, "reviewing"),
}
"""Kind of action → the states it may start from, and the state it leads to.

``noted`` ends an anonymous survey, which is read and not decided.
"""

STATE_NAMES = {
    "received": text("受付", "received"),
    "reviewing": text("確認中", "being reviewed"),
    "correction": text("補正待ち", "waiting for a correction"),
    "deciding": text("決裁中", "being decided"),
    "approved": text("認定", "approved"),
    "refused": text("却下", "refused"),
    "withdrawn": text("取下げ", "withdrawn"),
    "closed": text("完了", "closed"),
}
OUTCOME_NAMES = {key: STATE_NAMES[key] for key in sorted(ENDED)} | {
    "noted": text("受け取り", "taken in")
}


class MoveNotAllowed(Conflict):
    """The case stands where this action is not possible."""

    code: ClassVar[str] = "move_not_allowed"

    def __init__(self, kind: str, state: str) -> None:
        name = STATE_NAMES[state]
        super().__init__(
            text(
                f"この事案はいま「{name.ja}」です。この操作はできません。",
                f"This case is {name.pick('en')}. This is not possible now.",
            ),
            next_step=text(
                "事案を開きなおして、いまの状態を見てください。",
                "Open the case again to see where it stands.",
            ),
        )
        self.kind, self.state = kind, state


def decide_move(kind: str, state: str) -> str:
    """The state after an action of ``kind``.

    Kinds outside MOVES (a note, a message, an assignment) leave the state as it is.

    Raises:
        MoveNotAllowed: the skeleton has no such move from ``state``.
    """
    if kind not in MOVES:
        return state
    allowed_from, to = MOVES[kind]
    if state not in allowed_from:
        raise MoveNotAllowed(kind, state)
    return to


def is_move_possible(kind: str, state: str) -> bool:
    """Whether the skeleton has this move from ``state``."""
    return kind not in MOVES or state in MOVES[kind][0]


def is_decidable(state: str) -> bool:
    """Whether a decision may be taken from this state, with the steps before it."""
    return state in {"received", "reviewing", "deciding"}


def fold_state(kinds: Iterable[str]) -> str:
    """The state that a row of actions leads to, from the first on."""
    state = ""
    for kind in kinds:
        state = decide_move(kind, state)
    return state
