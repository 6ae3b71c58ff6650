# SPDX-License-Identifier: Apache-2.0
"""Take an application back before it is decided."""

from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.events import ApplicationWithdrawn
from madoguchi.engines.procedures.models import Sent, Submission
from madoguchi.engines.procedures.rules.messages import check_reason
from madoguchi.engines.procedures.rules.refusals import AlreadyEnded
from madoguchi.engines.procedures.rules.states import may_withdraw
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import Withdrawal
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


def withdraw(*, submission: Submission, reason: str, actor: Actor, at: datetime) -> bool:
    """Announce the withdrawal; False where it was sent already (a second press).

    The state changes when the office has taken it in.

    Raises:
        AlreadyEnded: it was decided, withdrawn or closed.
        MessageRefused: the reason is too long.
    """
    words = check_reason(reason)
    if not may_withdraw(submission.state):
        raise AlreadyEnded
    body = Withdrawal(submission_id=submission.id, withdrawn_at=at, reason=words)
    try:
        with transaction.atomic():
            Sent.objects.create(submission=submission, kind="withdrawal", key="", sent_at=at)
            announce(ApplicationWithdrawn(body=body))
            record(
                action="procedures.application.withdrawn",
                actor=actor,
                subject=f"procedures:{submission.id}",
                at=at,
            )
    except IntegrityError:
        return False
    return True
