# SPDX-License-Identifier: Apache-2.0
"""What has the office told of each application of an account? The newest report of each."""

from collections.abc import Sequence
from uuid import UUID

from madoguchi.engines.procedures.models import ApplicantNote, Submission
from madoguchi.engines.procedures.ports import NoteOpener
from madoguchi.engines.procedures.queries.data_requests import KIND
from madoguchi.kernel.application import NOTE_INFO, note_aad
from madoguchi.kernel.application import ApplicantNote as Note
from madoguchi.kernel.own_data import DataReport
from madoguchi.platform.crypto.errors import CryptoError


def read_reports(rows: Sequence[Submission], opener: NoteOpener) -> dict[UUID, DataReport]:
    """Application → report, opened in memory; one query for all of them."""
    notes = ApplicantNote.objects.filter(
        submission_id__in=[row.id for row in rows], kind=KIND
    ).order_by("received_at", "id")
    newest = {note.submission_id: note for note in notes}
    found = {}
    for submission_id, note in newest.items():
        report = _open(note, submission_id, opener)
        if report is not None:
            found[submission_id] = report
    return found


def _open(note: ApplicantNote, submission_id: UUID, opener: NoteOpener) -> DataReport | None:
    try:
        aad = note_aad(submission_id, note.id)
        plain = opener.open(bytes(note.sealed), info=NOTE_INFO, aad=aad)
        return Note.model_validate_json(plain).data
    except (CryptoError, ValueError):
        return None
