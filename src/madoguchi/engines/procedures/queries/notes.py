# SPDX-License-Identifier: Apache-2.0
"""What has the office written to this applicant? Opened in memory, with the applicant's key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from madoguchi.engines.procedures.models import ApplicantNote, Sent, Submission
from madoguchi.engines.procedures.ports import NoteOpener
from madoguchi.kernel.application import (
    NOTE_INFO,
    CorrectionNote,
    SealedFile,
    note_aad,
)
from madoguchi.kernel.application import (
    ApplicantNote as Note,
)
from madoguchi.platform.crypto.errors import CryptoError

OWN = "sent"


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note that was opened; ``note`` is None where this key does not open it."""

    id: UUID
    kind: str
    received_at: datetime
    read_at: datetime | None
    note: Note | None

    @property
    def is_own(self) -> bool:
        """Whether the applicant wrote it."""
        return self.kind == OWN


def read_notes(submission: Submission, opener: NoteOpener) -> list[ReadNote]:
    """Every note of an application in the order of writing."""
    notes = [_read(row, submission, opener) for row in submission.notes.all()]
    return sorted(notes, key=lambda one: one.note.written_at if one.note else one.received_at)


def find_correction(submission: Submission, notes: list[ReadNote]) -> CorrectionNote | None:
    """The latest request to correct that was not answered yet, while the office waits for it."""
    if submission.state != "correction":
        return None
    asked = [one.note.correction for one in notes if one.note and one.note.correction]
    if not asked:
        return None
    answered = Sent.objects.filter(
        submission=submission, kind="correction", key=str(asked[-1].request_id)
    )
    return None if answered.exists() else asked[-1]


def find_file(notes: list[ReadNote], file_id: UUID) -> SealedFile | None:
    """A letter or attachment inside one of the notes."""
    for one in notes:
        for file in one.note.files if one.note else ():
            if file.id == file_id:
                return file
    return None


def list_sent(submission: Submission) -> list[Sent]:
    """What was sent after the application, in order."""
    return list(submission.sent.order_by("sent_at"))


def _read(row: ApplicantNote, submission: Submission, opener: NoteOpener) -> ReadNote:
    note: Note | None = None
    try:
        plain = opener.open(bytes(row.sealed), info=NOTE_INFO, aad=note_aad(submission.id, row.id))
        note = Note.model_validate_json(plain)
    except (CryptoError, ValidationError):
        note = None
    return ReadNote(row.id, row.kind, row.received_at, row.read_at, note)
