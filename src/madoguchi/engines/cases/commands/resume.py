# SPDX-License-Identifier: Apache-2.0
"""Go on with a case without waiting for the correction any longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.clock import end_stop, running
from madoguchi.engines.cases.events import CaseStateChanged
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce


@transaction.atomic
def resume(
    *, case_id: UUID, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Start the clock again; the open request ends unanswered.

    Raises:
        MoveNotAllowed: the case does not wait for a correction.
        AnotherWasFaster: the case has moved on.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    end_stop(case, on=today(at), at=at, how="resumed")
    act(case, "resumed", actor=actor, at=at, data={"reason": reason}, **running(case))
    note = wording.write_note(
        case, "status", wording.RESUMED, wording.RESUMED_TEXT, at=at, due_on=case.due_on
    )
    announce(CaseStateChanged(case=header(case), at=at, note=note, before="correction"))
    return case
