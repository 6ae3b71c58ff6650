# SPDX-License-Identifier: Apache-2.0
"""Close a decided case, or a survey that is read: nothing is left to do, retention begins."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.events import CaseStateChanged
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.rules.retention import calculate_destroy_on
from madoguchi.engines.cases.rules.states import decide_move
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text


class TasksOpen(Conflict):
    """Something is left to do for the case."""

    code: ClassVar[str] = "tasks_open"


@transaction.atomic
def close(*, case_id: UUID, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """End the work on a decided case; sets the day from which it may be destroyed.

    The answer to an anonymous survey is closed without a decision; it is kept as long as what was
    approved.

    Raises:
        TasksOpen: tasks are not ticked off.
        MoveNotAllowed: the case is not decided, or closed already.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    procedure = get_edition(case.procedure_id, case.revision).procedure
    survey = procedure.anonymous and case.is_open
    kind = "noted" if survey else "closed"
    decide_move(kind, case.state)
    left = case.tasks.filter(done_at__isnull=True).count()
    if left:
        raise TasksOpen(
            text(
                f"やることが{left}件残っています。済ませてから完了にしてください。",
                f"{left} tasks are left. Tick them off first.",
            )
        )
    before = case.state
    outcome = "noted" if survey else case.outcome
    period = getattr(procedure.record.retention, "approved" if outcome == "noted" else outcome)
    act(
        case,
        kind,
        actor=actor,
        at=at,
        data={"outcome": outcome},
        outcome=outcome,
        closed_at=at,
        destroy_on=calculate_destroy_on(period, today(at)),
    )
    note = wording.write_note(case, "status", wording.CLOSED, wording.CLOSED_TEXT, at=at)
    announce(CaseStateChanged(case=header(case), at=at, note=note, before=before))
    return case
