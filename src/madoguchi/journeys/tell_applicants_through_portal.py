# SPDX-License-Identifier: Apache-2.0
"""Office: what happens to a case is told to its applicant, sealed so that only they can read it."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from madoguchi.engines.cases.api import keep_sent_note
from madoguchi.engines.cases.events import (
    CASE_FACTS,
    CaseFact,
    CaseHeader,
    NotesSealedAgain,
    ProcedurePublished,
)
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import (
    NOTE_INFO,
    ApplicantNote,
    ApplicationUpdated,
    PublicState,
    note_aad,
)
from madoguchi.kernel.facts import on
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.sealing import seal
from madoguchi.platform.zones.api import send


def tell_applicant(fact: CaseFact) -> None:
    """Send the public state, with the note sealed to the applicant's key; keep what was written."""
    keep_sent_note(case=fact.case, note=fact.note, actor=SYSTEM, at=fact.at)
    _send(fact.case, fact.note, fact.at)


@on(NotesSealedAgain)
def tell_again(fact: NotesSealedAgain) -> None:
    """Send every note of a case once more, sealed to the key that was confirmed."""
    for note in fact.notes:
        _send(fact.case, note, fact.at, sealed_round=fact.round)


for _fact in CASE_FACTS:
    on(_fact)(tell_applicant)


@on(ProcedurePublished)
def publish_procedure(fact: ProcedurePublished) -> None:
    """Send a published revision to the portal."""
    ref = f"cases:procedure:{fact.body.procedure_id}"
    send("procedures.published", fact.body, to="portal", ref=ref, at=fact.at)


def _send(
    case: CaseHeader, note: ApplicantNote | None, at: datetime, *, sealed_round: int = 0
) -> None:
    update = ApplicationUpdated(
        update_id=new_id(),
        submission_id=case.submission_id,
        state=cast(PublicState, case.state),
        version=case.version,
        changed_at=at,
        due_on=case.due_on,
        sealed_note=_sealed(case, note) if note and case.reply_key else None,
        note_kind=note.kind if note else None,
        note_id=note.note_id if note else None,
        sealed_round=sealed_round,
    )
    send("application.updated", update, to="portal", ref=case.ref, at=at)


def _sealed(case: CaseHeader, note: ApplicantNote) -> str:
    key = X25519PublicKey.from_public_bytes(b64decode(case.reply_key))
    sealed = seal(
        key,
        info=NOTE_INFO,
        aad=note_aad(case.submission_id, note.note_id),
        plaintext=note.model_dump_json().encode(),
    )
    return b64encode(sealed).decode("ascii")
