# SPDX-License-Identifier: Apache-2.0
"""Note when the applicant read what the office wrote."""

from datetime import datetime

from madoguchi.engines.procedures.models import ApplicantNote, Submission
from madoguchi.kernel.actors import Actor


def mark_read(*, submission: Submission, actor: Actor, at: datetime) -> int:  # noqa: ARG001
    """Stamp the notes that were not read before; returns how many."""
    unread = ApplicantNote.objects.filter(submission=submission, read_at=None)
    return unread.update(read_at=at)
