# SPDX-License-Identifier: Apache-2.0
"""Begin to look at a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.events import CaseStateChanged
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce


@transaction.atomic
def start_review(*, case_id: UUID, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Move a received case into review; who starts an unassigned case becomes responsible.

    Raises:
        MoveNotAllowed: it is in review already, or past it.
        AnotherWasFaster: the case has moved on.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    begin_review(case, actor=actor, at=at)
    note = wording.write_note(case, "status", wording.REVIEWING, wording.REVIEWING_TEXT, at=at)
    announce(CaseStateChanged(case=header(case), at=at, note=note, before="received"))
    return case


def begin_review(case: Case, *, actor: Actor, at: datetime) -> None:
    """The action itself, for commands that begin the review on their way."""
    mine: dict[str, Any] = {}
    if not case.assignee_ref and actor.kind == "staff":
        mine = {"assignee_ref": actor.ref, "assignee_name": actor.name}
    act(case, "review_started", actor=actor, at=at, **mine)


def ensure_review(case: Case, *, actor: Actor, at: datetime) -> None:
    """Begin the review where nobody has."""
    if case.state == "received":
        begin_review(case, actor=actor, at=at)
