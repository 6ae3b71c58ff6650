# SPDX-License-Identifier: Apache-2.0
"""Has the office been asked what it holds, and has it not answered yet?"""

from datetime import datetime, timedelta

from madoguchi.engines.procedures.models import Submission

KIND = "data"
PATIENCE = timedelta(hours=1)
"""After so long without an answer one may ask again."""


def is_under_way(submission: Submission, at: datetime) -> bool:
    """Whether the last question was not answered yet, and may still be."""
    last = submission.sent.filter(kind=KIND).order_by("-sent_at").first()
    if last is None or last.sent_at < at - PATIENCE:
        return False
    return not submission.notes.filter(kind=KIND, received_at__gte=last.sent_at).exists()
