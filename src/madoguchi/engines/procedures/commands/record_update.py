# SPDX-License-Identifier: Apache-2.0
"""Take over what the office says of an application: its public state and a sealed note."""

from base64 import b64decode
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from madoguchi.engines.procedures.events import StateRecorded
from madoguchi.engines.procedures.models import ApplicantNote, StateChange, Submission
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import ApplicationUpdated
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record

DATA = "data"
NOTE_LIFE = timedelta(days=365)
"""How long a note waits for its reader; the office keeps the original."""


def record_update(*, update: ApplicationUpdated, actor: Actor, at: datetime) -> bool:
    """Take an update over; False where nothing was new (a repeat, or an unknown application).

    Updates may come twice and out of order: an older state is ignored, a note is kept once.
    """
    with transaction.atomic():
        row = Submission.objects.select_for_update().filter(id=update.submission_id).first()
        if row is None:
            return False
        moved = _record_state(row, update)
        noted = _keep_note(row, update, at)
        if update.remove_note:
            ApplicantNote.objects.filter(id=update.remove_note, submission=row).delete()
        if noted and update.note_id and update.note_kind == DATA:
            ApplicantNote.objects.filter(submission=row, kind=DATA).exclude(
                id=update.note_id
            ).delete()
        if moved or noted:
            _audit(row, actor, at)
            announce(
                StateRecorded(
                    submission_id=row.id,
                    state=row.state,
                    note_kind=update.note_kind if noted else None,
                    account=row.account,
                )
            )
    return moved or noted


def mark_asked_again(*, submission_id: UUID, actor: Actor, at: datetime) -> bool:
    """The office could not open the parcel: the citizen is asked to send the application again."""
    with transaction.atomic():
        row = Submission.objects.select_for_update().filter(id=submission_id).first()
        if row is None or row.state == "asked_again":
            return False
        _move(row, "asked_again", row.state_version + 1, at)
        row.save(update_fields=["state", "state_version", "state_at"])
        _audit(row, actor, at)
        announce(StateRecorded(row.id, "asked_again", None, row.account))
    return True


def _audit(row: Submission, actor: Actor, at: datetime) -> None:
    record(
        action=StateRecorded.key,
        actor=actor,
        subject=f"procedures:{row.id}",
        at=at,
        detail={"state": row.state, "version": row.state_version},
    )


def _record_state(row: Submission, update: ApplicationUpdated) -> bool:
    if update.version <= row.state_version:
        return False
    _move(row, update.state, update.version, update.changed_at)
    row.due_on = update.due_on
    row.save(update_fields=["state", "state_version", "state_at", "due_on"])
    return True


def _move(row: Submission, state: str, version: int, changed_at: datetime) -> None:
    if state != row.state:
        StateChange.objects.create(
            submission=row, version=version, state=state, changed_at=changed_at
        )
        row.state_at = changed_at
    row.state, row.state_version = state, version


def _keep_note(row: Submission, update: ApplicationUpdated, at: datetime) -> bool:
    if not update.sealed_note or not update.note_id:
        return False
    sealed = b64decode(update.sealed_note)
    _, made = ApplicantNote.objects.get_or_create(
        id=update.note_id,
        defaults={
            "submission": row,
            "kind": update.note_kind or "message",
            "sealed": sealed,
            "received_at": at,
            "expires_at": at + NOTE_LIFE,
            "sealed_round": update.sealed_round,
        },
    )
    return made or _seal_anew(update, update.note_id, sealed)


def _seal_anew(update: ApplicationUpdated, note_id: UUID, sealed: bytes) -> bool:
    """Put the note under the newer key; one that comes late or twice changes nothing."""
    older = ApplicantNote.objects.filter(
        id=note_id, submission=update.submission_id, sealed_round__lt=update.sealed_round
    )
    return bool(older.update(sealed=sealed, sealed_round=update.sealed_round))
