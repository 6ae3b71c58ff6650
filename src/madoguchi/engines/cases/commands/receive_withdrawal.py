# SPDX-License-Identifier: Apache-2.0
"""Take in a withdrawal that the applicant sent from the portal."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.commands.applicant import who_sent
from madoguchi.engines.cases.commands.receive_correction import find_case_id
from madoguchi.engines.cases.commands.withdraw import end_by_withdrawal
from madoguchi.engines.cases.models import Case
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import Withdrawal


@transaction.atomic
def receive_withdrawal(*, withdrawal: Withdrawal, at: datetime, actor: Actor = SYSTEM) -> Case:
    """End the case; a withdrawal after the decision is only noted. Idempotent.

    Raises:
        UnknownSubmission: no case was opened from this submission yet.
    """
    case = hold(find_case_id(withdrawal.submission_id))
    if case.is_open:
        end_by_withdrawal(
            case, reason=withdrawal.reason.strip(), actor=who_sent(case, actor), at=at
        )
    elif case.outcome != "withdrawn" and not case.actions.filter(kind="withdrawal_late").exists():
        act(
            case,
            "withdrawal_late",
            actor=who_sent(case, actor),
            at=at,
            data={"reason": withdrawal.reason.strip()},
        )
    return case
