# SPDX-License-Identifier: Apache-2.0
"""Has the office been asked what it holds, and has it not answered yet?"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from madoguchi.engines.procedures.models import ApplicantNote, Sent, Submission

KIND = "data"
PATIENCE = timedelta(hours=1)
"""After so long without an answer one may ask again."""


def is_under_way(submission: Submission, at: datetime) -> bool:
    """Whether the last question was not answered yet, and may still be."""
    last = submission.sent.filter(kind=KIND).order_by("-sent_at").first()
    if last is None or last.sent_at < at - PATIENCE:
        return False
    return not submission.notes.filter(kind=KIND, received_at__gte=last.sent_at).exists()


def list_under_way(submissions: Collection[UUID], at: datetime) -> frozenset[UUID]:
    """The same for many applications, with two queries."""
    asked = _latest(
        Sent.objects.filter(submission_id__in=submissions, kind=KIND, sent_at__gte=at - PATIENCE),
        "sent_at",
    )
    came = _latest(ApplicantNote.objects.filter(submission_id__in=asked, kind=KIND), "received_at")
    return frozenset(
        one for one, sent_at in asked.items() if one not in came or came[one] < sent_at
    )


def _latest(rows, column):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    grouped = rows.order_by().values_list("submission_id").annotate(Max(column))
    return dict(grouped)
