# SPDX-License-Identifier: Apache-2.0
"""What crosses between the zones about an application? The bodies of the parcels."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.kernel.own_data import DataReport
from madoguchi.kernel.proofs import CorporateProof, FormSignature, IdentityProof

PublicState = Literal[
    "received", "reviewing", "correction", "deciding", "approved", "refused", "withdrawn",
    "asked_again", "closed",
]  # fmt: skip
"""All that the portal knows of a case in clear text."""


class Body(BaseModel):
    """Base of a parcel's body."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SentFile(Body):
    """A file that travels beside a parcel, sealed for the inner zone."""

    id: UUID
    question: str
    item: int | None = None
    name: str
    type: str
    size: int = Field(description="bytes of the plain file")
    sha256: str = Field(description="of the plain file, hex")


class Provenance(Body):
    """Where a value came from (typed, card chip, earlier case, resident record, scan, officer)."""

    source: Literal[
        "typed", "card", "gbizid", "earlier_case", "resident_record", "scan", "officer"
    ] = "typed"
    at: datetime
    confidence: float | None = None
    note: str = ""


class SubmittedApplication(Body):
    """An application as the citizen sent it (parcel ``application.submitted``)."""

    submission_id: UUID
    receipt_number: str
    procedure_id: str
    revision: int
    language: str
    submitted_at: datetime
    channel: Literal["online", "counter", "paper"] = "online"
    identity: str = "none"
    proof: IdentityProof | None = None
    signature: FormSignature | None = None
    corporate: CorporateProof | None = None
    draft_id: UUID | None = Field(default=None, description="part of what a signature signs")
    applicant_ref: str | None = Field(default=None, description="opaque account reference")
    reply_key: str | None = Field(description="X25519 public key of the applicant, base64")
    answers: dict[str, Any]
    provenance: dict[str, Provenance] = {}
    files: tuple[SentFile, ...] = ()
    fee_yen: int | None = None


class SubmittedCorrection(Body):
    """The corrected fields (parcel ``application.corrected``)."""

    correction_id: UUID
    submission_id: UUID
    request_id: UUID
    submitted_at: datetime
    answers: dict[str, Any] = Field(description="only the corrected steps and questions")
    items: dict[str, dict[int, dict[str, Any]]] = Field(
        default={}, description="repeating step → item index → corrected values"
    )
    files: tuple[SentFile, ...] = ()
    message: str = ""


class Withdrawal(Body):
    """The citizen takes the application back (parcel ``application.withdrawn``)."""

    submission_id: UUID
    withdrawn_at: datetime
    reason: str = ""


class CitizenMessage(Body):
    """A message from the citizen to the officer (parcel ``application.message``)."""

    message_id: UUID
    submission_id: UUID
    sent_at: datetime
    text: str
    files: tuple[SentFile, ...] = ()


class PublishedProcedure(Body):
    """A revision of a definition (parcel ``procedures.published``)."""

    procedure_id: str
    revision: int
    digest: str
    definition: dict[str, Any]
    published_at: datetime
    withdrawn: bool = False


class CorrectionField(Body):
    """One field to correct, with the value as it was sent and the officer's reason."""

    step: str
    question: str
    item: int | None = None
    value: Any = None
    reason: str


class CorrectionNote(Body):
    """Which fields to correct, by when."""

    request_id: UUID
    fields: tuple[CorrectionField, ...]
    message: str
    due_on: date | None
    answers: dict[str, Any] = Field(description="all answers, so that rules can be evaluated")


class SealedFile(Body):
    """A letter or attachment for the citizen, inside the sealed note."""

    id: UUID
    name: str
    title: str
    type: str = "application/pdf"
    content: str = Field(description="base64")


class ApplicantNote(Body):
    """What only the applicant may read: sealed to the reply key before it crosses."""

    note_id: UUID
    kind: Literal["receipt", "message", "correction", "extension", "decision", "status", "data"]
    written_at: datetime
    title: str
    text: str
    correction: CorrectionNote | None = None
    files: tuple[SealedFile, ...] = ()
    due_on: date | None = None
    data: DataReport | None = None


class ApplicationUpdated(Body):
    """The public state, and a note for the applicant's eyes (parcel ``application.updated``)."""

    update_id: UUID
    submission_id: UUID
    state: PublicState
    version: int = Field(description="grows with each update of one case; older ones are ignored")
    changed_at: datetime
    due_on: date | None = Field(default=None, description="expected day of the decision")
    sealed_note: str | None = Field(default=None, description="HPKE to the reply key, base64")
    note_kind: str | None = None
    note_id: UUID | None = None
    remove_note: UUID | None = None
    sealed_round: int = Field(
        default=0, description="how often the note was sealed again, to a newer key; 0: never"
    )


class KeyEvidence(Body):
    """What a card provider signed for a new key; the office checks it by itself."""

    method: str = Field(description="which connector: 'jpki_app'")
    token: str = Field(description="the ID token; its nonce names the new key")
    salt: str
    proved_at: datetime


class AccountKeyChanged(Body):
    """An account has a new key, so the portal says (parcel ``account.key_changed``).

    The word of the portal alone moves nothing: a person of the office confirms it first. Sent
    again with ``evidence`` once the person has held a card for the key.
    """

    change_id: UUID
    applicant_ref: str
    old_key: str
    new_key: str
    changed_at: datetime
    submission_ids: tuple[UUID, ...]
    evidence: KeyEvidence | None = None


class AccountKeySettled(Body):
    """What the office did about a new key (parcel ``account.key_settled``)."""

    change_id: UUID
    applicant_ref: str
    outcome: Literal["confirmed", "refused"]
    settled_at: datetime


class AccountLeft(Body):
    """The applicant's account is erased: nothing more goes to it (parcel ``application.account_left``).

    ``new_key`` is the key that follows from the receipt secret which the citizen took along. The
    office believes it only with a ``proof`` that the former key made.
    """

    submission_id: UUID
    left_at: datetime
    new_key: str | None = Field(default=None, description="X25519 public key, base64")
    proof: str | None = Field(default=None, description="by the former key, base64")
    reach: str = Field(default="", description="how else to reach the person, in their words")


LEFT_INFO = "account-left 1"
"""What the proof of ``AccountLeft`` is for."""


def left_message(submission_id: UUID, new_key: bytes) -> bytes:
    """What the former key proves: this application goes on under that key."""
    return f"{submission_id}:".encode("ascii") + new_key


NOTE_INFO = b"madoguchi applicant note 1"
"""HPKE ``info`` of a note sealed to an applicant."""


def note_aad(submission_id: UUID, note_id: UUID) -> bytes:
    """HPKE ``aad`` of a note: it opens only as this note of this submission."""
    return f"{submission_id}:{note_id}".encode("ascii")
