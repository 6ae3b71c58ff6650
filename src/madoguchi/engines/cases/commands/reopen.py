# SPDX-License-Identifier: Apache-2.0
"""Open an ended case again, by a senior."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.events import CaseReopened
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import REOPEN, check_may_work
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.term import read_term
from madoguchi.engines.cases.rules.clock import Stop, calculate_due_on
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text


class ReasonMissing(Refusal):
    """Opening again needs a reason."""

    code: ClassVar[str] = "reason_missing"


@transaction.atomic
def reopen(
    *, case_id: UUID, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Put an ended case back into review; its retention no longer runs, its clock does.

    Raises:
        NotAllowed: only who holds ``cases.reopen``.
        ReasonMissing: no reason; the applicant reads it.
        MoveNotAllowed: the case has not ended.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, REOPEN, on=today(at))
    if not reason.strip():
        raise ReasonMissing(
            text(
                "再開する理由を書いてください。申請した人に伝わります。",
                "Write the reason; the applicant will read it.",
            )
        )
    on = today(at)
    ended_on = case.decided_on or on
    term = read_term(case)
    waited = replace(term, stops=(*term.stops, Stop(ended_on, on)))
    act(
        case,
        "reopened",
        actor=actor,
        at=at,
        data={
            "reason": reason.strip(),
            "outcome": case.outcome,
            "ended_on": ended_on.isoformat(),
            "reopened_on": on.isoformat(),
        },
        due_on=calculate_due_on(waited, office_calendar()),
        outcome="",
        decided_on=None,
        decided_days=None,
        decided_late=False,
        closed_at=None,
        destroy_on=None,
    )
    note = wording.write_note(
        case, "status", wording.REOPENED, wording.REOPENED_TEXT, at=at, reason=reason.strip()
    )
    announce(CaseReopened(case=header(case), at=at, note=note))
    return case
