# SPDX-License-Identifier: Apache-2.0
"""What does a public state mean for the person who filed?"""

from typing import Literal

ENDED = frozenset({"approved", "refused", "withdrawn", "closed"})
Tone = Literal["info", "ok", "warn", "bad", "quiet"]
_LOOKS: dict[str, tuple[Tone, str]] = {
    "received": ("info", "check"),
    "reviewing": ("info", "eye"),
    "correction": ("warn", "edit"),
    "deciding": ("info", "stamp"),
    "approved": ("ok", "done"),
    "refused": ("bad", "close"),
    "withdrawn": ("quiet", "undo"),
    "asked_again": ("warn", "warn"),
    "closed": ("quiet", "check"),
}


def has_ended(state: str) -> bool:
    """Whether nothing more is decided."""
    return state in ENDED


def may_withdraw(state: str) -> bool:
    """Whether the citizen may take the application back (until it is decided)."""
    return state not in ENDED


def may_write(state: str) -> bool:
    """Whether messages are read by an officer; also after the decision, until it is closed."""
    return state not in {"closed", "withdrawn"}


def look_of(state: str) -> tuple[Tone, str]:
    """Tone and icon of a state; the words say the same."""
    return _LOOKS.get(state, ("quiet", "info"))
