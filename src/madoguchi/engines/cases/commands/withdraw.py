# SPDX-License-Identifier: Apache-2.0
"""End a case because the applicant takes it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.clock import decided, end_stop
from madoguchi.engines.cases.events import CaseDecided
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce


@transaction.atomic
def withdraw(
    *, case_id: UUID, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Record a withdrawal that came by telephone, counter or letter (取下げ).

    Raises:
        MoveNotAllowed: the case has ended.
        AnotherWasFaster: the case has moved on.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    end_by_withdrawal(case, reason=reason, actor=actor, at=at)
    return case


def end_by_withdrawal(case: Case, *, reason: str, actor: Actor, at: datetime) -> None:
    """The action itself, also for a withdrawal that came from the portal."""
    on = today(at)
    end_stop(case, on=on, at=at, how="ended")
    act(
        case,
        "withdrawn",
        actor=actor,
        at=at,
        data={"reason": reason},
        outcome="withdrawn",
        **decided(case, on=on),
    )
    note = wording.write_note(case, "decision", wording.WITHDRAWN, wording.WITHDRAWN_TEXT, at=at)
    announce(CaseDecided(case=header(case), at=at, note=note, outcome="withdrawn"))
