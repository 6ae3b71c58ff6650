# SPDX-License-Identifier: Apache-2.0
"""Look at the readings of others; whoever looks is written down, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record
from madoguchi.platform.oversight.queries import (
    Finding,
    list_bulk,
    list_readers,
    list_relatives,
    list_unusual,
)

VIEWS: dict[str, Callable[[datetime, datetime], list[Finding]]] = {
    "hours": list_unusual,
    "bulk": list_bulk,
    "relatives": list_relatives,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which view, of which time, and about whom."""

    view: str
    first: datetime
    last: datetime
    asked: str = ""


def look(*, question: Question, purpose: str, actor: Actor, at: datetime) -> list[Finding]:
    """The findings of one view, after the look itself is in the log."""
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
        return list_readers(question.asked) if question.asked else []
    return VIEWS[question.view](question.first, question.last)
