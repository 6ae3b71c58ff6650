# SPDX-License-Identifier: Apache-2.0
"""Send the corrected fields, and only those."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.events import ApplicationCorrected
from madoguchi.engines.procedures.models import Sent, Submission
from madoguchi.engines.procedures.rules.messages import check_reason
from madoguchi.engines.procedures.rules.refusals import AlreadyEnded
from madoguchi.engines.procedures.rules.sending import list_files
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import CorrectionNote, SentFile, SubmittedCorrection
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


def correct(
    *,
    submission: Submission,
    procedure: Procedure,
    request: CorrectionNote,
    values: Mapping[str, Any],
    items: Mapping[str, Mapping[int, Mapping[str, Any]]],
    message: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Announce the correction of one request; False where it was answered already.

    ``values`` are plain questions, ``items`` those of repeating steps by item.

    Raises:
        AlreadyEnded: the office does not wait for a correction any more.
        MessageRefused: the accompanying words are too long.
    """
    words = check_reason(message)
    if submission.state != "correction":
        raise AlreadyEnded
    body = SubmittedCorrection(
        correction_id=uuid5(NAMESPACE_OID, f"procedures.correction:{request.request_id}"),
        submission_id=submission.id,
        request_id=request.request_id,
        submitted_at=at,
        answers=dict(values),
        items={step: {n: dict(one) for n, one in found.items()} for step, found in items.items()},
        files=_files(procedure, values, items),
        message=words,
    )
    try:
        with transaction.atomic():
            key = str(request.request_id)
            Sent.objects.create(submission=submission, kind="correction", key=key, sent_at=at)
            announce(ApplicationCorrected(body=body))
            record(
                action="procedures.application.corrected",
                actor=actor,
                subject=f"procedures:{submission.id}",
                at=at,
                detail={"request": key},
            )
    except IntegrityError:
        return False
    return True


def _files(
    procedure: Procedure,
    values: Mapping[str, Any],
    items: Mapping[str, Mapping[int, Mapping[str, Any]]],
) -> tuple[SentFile, ...]:
    plain = list_files(procedure, values)
    repeated = (
        file.model_copy(update={"item": number})
        for step, found in items.items()
        for number, one in found.items()
        for file in list_files(procedure, {step: [one]})
    )
    return (*plain, *repeated)
