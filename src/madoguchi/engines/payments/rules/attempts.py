# SPDX-License-Identifier: Apache-2.0
"""What is done next with an attempt, given how we and the gateway see it?"""

from datetime import timedelta
from typing import Literal

Step = Literal["wait", "capture", "cancel", "book", "fail", "expire", "leave", "none"]
DONE = frozenset({"captured"})
DEAD = frozenset({"failed", "expired", "cancelled"})
GRACE = timedelta(seconds=60)
"""A request that the gateway does not know may still be on its way for so long."""
FIRST_LOOK = timedelta(seconds=45)
MOST_TRIES = 26


def decide_step(
    ours: str, theirs: str | None, *, stands: bool, is_over: bool, age: timedelta
) -> Step:
    """The next step; ``theirs`` is None where the gateway does not know the attempt.

    ``stands``: the due can still take the money. ``is_over``: our time limit has passed.
    What the gateway has captured is booked whatever we thought: money that moved is never ignored.
    """
    if ours in DONE:
        return "none"
    if theirs == "captured":
        return "book"
    if ours in DEAD:
        return "none"
    if theirs is None:
        return "fail" if age >= GRACE or is_over else "wait"
    if theirs in DEAD:
        return {"failed": "fail", "expired": "expire", "cancelled": "leave"}[theirs]  # type: ignore[return-value]
    if theirs == "authorised":
        return "capture" if stands else "cancel"
    return "cancel" if is_over else "wait"


def wait_after(tries: int) -> timedelta:
    """How long until the next try: 15 s, 30 s, 1, 2, 4 … 60 minutes."""
    return min(timedelta(seconds=15 * (1 << min(tries, 10))), timedelta(hours=1))


Difference = Literal[
    "same", "ours_open_theirs_done", "ours_dead_theirs_captured", "ours_dead_theirs_open",
    "ours_captured_theirs_not", "unknown_there", "other_amount",
]  # fmt: skip


def explain(ours: str, ours_yen: int, theirs: str | None, theirs_yen: int) -> Difference:
    """In which way our state and the gateway's differ; yen are what was captured on each side."""
    if theirs is None:
        return "ours_captured_theirs_not" if ours == "captured" else "unknown_there"
    if ours == "captured":
        if theirs != "captured":
            return "ours_captured_theirs_not"
        return "same" if ours_yen == theirs_yen else "other_amount"
    if ours in DEAD:
        if theirs == "captured":
            return "ours_dead_theirs_captured"
        return "ours_dead_theirs_open" if theirs in {"created", "authorised"} else "same"
    return "ours_open_theirs_done" if theirs in DEAD | DONE else "same"
