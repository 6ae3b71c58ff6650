# SPDX-License-Identifier: Apache-2.0
"""Keep what was written to the holder of an account, so that it can be sealed to a new key."""

from base64 import b64encode
from datetime import datetime
from uuid import UUID

from madoguchi.engines.cases.events import CaseHeader
from madoguchi.engines.cases.models import Letter, SentNote
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import ApplicantNote

NOT_KEPT = frozenset({"data"})
"""A report of what is held can be asked for again, and would be old."""


def keep_sent_note(
    *, case: CaseHeader, note: ApplicantNote | None, actor: Actor, at: datetime  # noqa: ARG001
) -> None:  # fmt: skip
    """Keep what was written; a guest's key follows from the receipt and is never replaced.

    Part of the command that wrote it, which leaves the leaf.
    """
    if note is None or not case.applicant_ref or note.kind in NOT_KEPT:
        return
    value = note.model_dump(mode="json")
    # The letter itself is kept already, under the id of the file.
    for file in value["files"]:
        file["content"] = ""
    row = SentNote(id=note.note_id, case_id=case.id, kind=note.kind, sent_at=at)
    row.put(value)
    row.save(force_insert=True)


def read_sent_notes(case_id: UUID) -> tuple[ApplicantNote, ...]:
    """Every note of a case as it was sent, letters included."""
    notes = []
    for row in SentNote.objects.filter(case_id=case_id):
        value = row.open()
        for file in value["files"]:
            letter = Letter.objects.get(id=file["id"])
            file["content"] = b64encode(letter.open()).decode("ascii")
        notes.append(ApplicantNote.model_validate(value))
    return tuple(notes)
