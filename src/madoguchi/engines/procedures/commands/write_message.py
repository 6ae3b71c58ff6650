# SPDX-License-Identifier: Apache-2.0
"""Send a message to the officer; the portal keeps it only sealed to its writer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.events import CitizenMessageSent
from madoguchi.engines.procedures.models import ApplicantNote, Sent, Submission
from madoguchi.engines.procedures.rules.messages import check_message
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import (
    NOTE_INFO,
    CitizenMessage,
    note_aad,
)
from madoguchi.kernel.application import (
    ApplicantNote as Note,
)
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.sealing import seal

NOTE_LIFE = timedelta(days=365)
OWN_MESSAGE = "sent"


def write_message(
    *, submission: Submission, text: str, message_id: UUID, actor: Actor, at: datetime
) -> bool:
    """Announce a message; False where this one was sent already (a second press).

    Raises:
        MessageRefused: empty or too long.
    """
    words = check_message(text)
    body = CitizenMessage(
        message_id=message_id, submission_id=submission.id, sent_at=at, text=words
    )
    try:
        with transaction.atomic():
            Sent.objects.create(
                submission=submission, kind="message", key=str(message_id), sent_at=at
            )
            _keep_own_copy(submission, body, at)
            announce(CitizenMessageSent(body=body))
            record(
                action="procedures.message.sent",
                actor=actor,
                subject=f"procedures:{submission.id}",
                at=at,
            )
    except IntegrityError:
        return False
    return True


def _keep_own_copy(submission: Submission, body: CitizenMessage, at: datetime) -> None:
    """The writer finds the own words in the thread; nobody else here can read them."""
    if submission.reply_key is None:
        return
    note = Note(note_id=body.message_id, kind="message", written_at=at, title="", text=body.text)
    sealed = seal(
        bytes(submission.reply_key),
        info=NOTE_INFO,
        aad=note_aad(submission.id, body.message_id),
        plaintext=note.model_dump_json().encode(),
    )
    ApplicantNote.objects.create(
        id=body.message_id,
        submission=submission,
        kind=OWN_MESSAGE,
        sealed=sealed,
        received_at=at,
        expires_at=at + NOTE_LIFE,
    )
