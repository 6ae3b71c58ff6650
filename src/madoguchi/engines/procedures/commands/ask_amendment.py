# SPDX-License-Identifier: Apache-2.0
"""Ask the office to put a value right (訂正の求め), or withdraw a consent."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.events import AmendmentAsked
from madoguchi.engines.procedures.models import Sent, Submission
from madoguchi.engines.procedures.rules.messages import check_reason
from madoguchi.engines.procedures.rules.refusals import TooManyAmendments
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.own_data import AmendmentRequest
from madoguchi.platform.audit.api import record

KIND = "amendment"
A_DAY = timedelta(days=1)
MOST_A_DAY = 30


def ask_amendment(
    *, submission: Submission, request: AmendmentRequest, actor: Actor, at: datetime
) -> bool:
    """Announce the request; False where this one was sent already (a second press).

    Nothing changes on the portal, and nothing in the office until a person has answered.

    Raises:
        MessageRefused: the reason is too long.
        TooManyAmendments: a day's worth was sent already.
    """
    body = request.model_copy(update={"reason": check_reason(request.reason)})
    today = submission.sent.filter(kind=KIND, sent_at__gt=at - A_DAY)
    if today.count() >= MOST_A_DAY:
        raise TooManyAmendments
    key = str(body.request_id)
    try:
        with transaction.atomic():
            Sent.objects.create(submission=submission, kind=KIND, key=key, sent_at=at)
            announce(AmendmentAsked(body=body))
            record(
                action=AmendmentAsked.key,
                actor=actor,
                subject=f"procedures:{submission.id}",
                at=at,
                detail={"kind": body.kind},
            )
    except IntegrityError:
        return False
    return True
