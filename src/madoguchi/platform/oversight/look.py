# SPDX-License-Identifier: Apache-2.0
"""Look at the readings of others; whoever looks is written down, too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record
from madoguchi.platform.oversight.queries import (
    MOST_READ,
    Finding,
    find_bulk,
    find_readers,
    find_relatives,
    find_unusual,
    has_more_than,
)


class View(Protocol):
    """Findings of a time, the latest first; ``most`` limits how many readings are looked through."""

    def __call__(
        self, first: datetime, last: datetime, *, most: int | None = None
    ) -> Iterator[Finding]:
        """The findings."""


VIEWS: dict[str, View] = {
    "hours": find_unusual,
    "bulk": find_bulk,
    "relatives": find_relatives,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which view, of which time, and about whom."""

    view: str
    first: datetime
    last: datetime
    asked: str = ""


def look(
    *, question: Question, purpose: str, actor: Actor, at: datetime, most: int | None = MOST_READ
) -> Iterator[Finding]:
    """The findings of one view, as they are read; the look itself is in the log before the first.

    ``most`` is how many readings are looked through, from the latest on; None means all of them.
    """
    with transaction.atomic():
        record(
            action="audit.readings.viewed",
            actor=actor,
            subject=f"oversight:{question.view}",
            at=at,
            detail={
                "asked": question.asked[:100],
                "from": question.first.isoformat(),
                "until": question.last.isoformat(),
            },
            purpose=purpose,
        )
    if question.view == "subject":
        return find_readers(question.asked) if question.asked else iter(())
    return VIEWS[question.view](question.first, question.last, most=most)


def is_cut(question: Question, *, most: int = MOST_READ) -> bool:
    """Whether the time holds more readings than ``most``."""
    return question.view in VIEWS and has_more_than(most, question.first, question.last)
