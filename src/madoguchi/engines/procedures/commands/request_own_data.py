# SPDX-License-Identifier: Apache-2.0
"""Ask the office what it holds of an application, and who read it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.events import OwnDataRequested
from madoguchi.engines.procedures.models import Sent, Submission
from madoguchi.engines.procedures.queries.data_requests import KIND, is_under_way
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.own_data import DataRequest
from madoguchi.platform.audit.api import record

A_DAY = timedelta(days=1)
MOST_A_DAY = 20


def request_own_data(
    *, submission: Submission, request_id: UUID, actor: Actor, at: datetime
) -> bool:
    """Announce the question; False where one is under way, or nobody could open the answer."""
    if submission.reply_key is None or not _may_ask(submission, at):
        return False
    body = DataRequest(request_id=request_id, submission_id=submission.id, requested_at=at)
    try:
        with transaction.atomic():
            Sent.objects.create(submission=submission, kind=KIND, key=str(request_id), sent_at=at)
            announce(OwnDataRequested(body=body))
            record(
                action=OwnDataRequested.key,
                actor=actor,
                subject=f"procedures:{submission.id}",
                at=at,
            )
    except IntegrityError:
        return False
    return True


def _may_ask(submission: Submission, at: datetime) -> bool:
    today = submission.sent.filter(kind=KIND, sent_at__gt=at - A_DAY)
    return not is_under_way(submission, at) and today.count() < MOST_A_DAY
