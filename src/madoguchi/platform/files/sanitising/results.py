# SPDX-License-Identifier: Apache-2.0
"""What comes of rebuilding a file: a safe copy and what was left out of it, or a reason why not?"""

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["structural", "pixels", "text"]
Job = Literal["structural", "pixels", "text", "preview"]

Reason = Literal[
    "not_admitted",  # a type of file that is not taken, or not what its name says
    "damaged",  # cut, changed, or not readable by the rules of its format
    "password",  # protected by a password
    "too_large",  # more pages, pixels, entries or bytes inside than allowed: a bomb
    "too_long",  # the time or the memory ran out
    "not_inert",  # something that acts was still there after rebuilding
    "no_text",  # text only was wanted and there is none
    "harmful",  # built to harm: nothing of it can be kept
]


class CannotRebuild(Exception):
    """A file that cannot be rebuilt at this level."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(slots=True)
class Removals:
    """Counts what was left out, under stable codes for which the screens have sentences."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, code: str, count: int = 1) -> None:
        """One more thing was left out."""
        if count:
            self.counts[code] = self.counts.get(code, 0) + count


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A safe copy as it leaves the cage."""

    content: bytes
    ending: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run in the cage cost, and which walls stood."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    walls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the sanitising of one file ended: ``content`` is empty where it cannot be opened."""

    level: Level | None
    content: bytes = b""
    ending: str = ""
    media_type: str = ""
    pages: int = 0
    removed: dict[str, int] = field(default_factory=dict)
    tried: dict[str, Reason] = field(default_factory=dict)
    spent: tuple[Spent, ...] = ()

    @property
    def reason(self) -> str:
        """Why the first level failed; empty where it did not."""
        return next(iter(self.tried.values()), "")
