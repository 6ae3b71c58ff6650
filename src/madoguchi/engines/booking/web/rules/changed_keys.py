# SPDX-License-Identifier: Apache-2.0
"""Which parts of the rules differ between two revisions, in words?"""

from collections.abc import Mapping
from typing import Any

from madoguchi.platform.screens.wording import say

PARTS = (
    "times", "open_hours", "open_days", "buffer_before", "buffer_after", "people_most", "window",
    "priority", "caps", "own_overlap", "eligible", "purposes", "fees", "extras", "asks",
    "reductions", "cancellation", "penalty", "waiting", "won_release", "hold_minutes", "pay_by_days",
    "remind_hours", "lottery", "invitations", "series_most", "facts", "words",
)  # fmt: skip


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any], lang: str) -> list[str]:
    """The names of the parts that changed."""
    return [
        say(f"booking.rules.part.{key}", lang)
        for key in PARTS
        if _same(before.get(key)) != _same(after.get(key))
    ]


def _same(value: Any) -> Any:
    """A value in which the order of a set of words does not matter."""
    if isinstance(value, Mapping):
        return {key: _same(one) for key, one in value.items()}
    if isinstance(value, list):
        made = [_same(one) for one in value]
        return sorted(made) if all(isinstance(one, str | int) for one in made) else made
    return value
