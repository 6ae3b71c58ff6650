# SPDX-License-Identifier: Apache-2.0
"""What happened to cases? Facts that journeys carry to the portal and to other engines."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.kernel.application import ApplicantNote, PublishedProcedure
from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """What a listener needs to know of a case."""

    id: UUID
    number: str
    submission_id: UUID
    procedure_id: str
    revision: int
    section: str
    state: str
    version: int
    language: str
    due_on: date | None
    reply_key: str
    applicant_ref: str

    @property
    def ref(self) -> str:
        """The typed reference to the case."""
        return f"cases:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """Base of what happens to a case; ``note`` is for the applicant's eyes only.

    A journey seals the note to ``case.reply_key`` and sends it with the public state.
    """

    key: ClassVar[str] = "cases.case"
    sentence: ClassVar[TextValue] = text("事案が動いた", "A case moved")

    case: CaseHeader
    at: datetime
    note: ApplicantNote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseFact):
    """An application became a case."""

    key: ClassVar[str] = "cases.case.opened"
    sentence: ClassVar[TextValue] = text("事案を受け付けた", "A case was opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStateChanged(CaseFact):
    """A case moved to another state without a more telling fact."""

    key: ClassVar[str] = "cases.case.state_changed"
    sentence: ClassVar[TextValue] = text("状態が変わった", "The state changed")
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(CaseFact):
    """The office asked the applicant to correct marked fields; the clock waits."""

    key: ClassVar[str] = "cases.correction.requested"
    sentence: ClassVar[TextValue] = text("補正を求めた", "A correction was asked for")
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReceived(CaseFact):
    """Corrected values arrived; the clock runs again."""

    key: ClassVar[str] = "cases.correction.received"
    sentence: ClassVar[TextValue] = text("補正が届いた", "A correction arrived")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(CaseFact):
    """The office wrote to the applicant, or the applicant to the office."""

    key: ClassVar[str] = "cases.message.written"
    sentence: ClassVar[TextValue] = text("連絡があった", "A message was written")
    from_applicant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermExtended(CaseFact):
    """The office takes longer, and has said so."""

    key: ClassVar[str] = "cases.term.extended"
    sentence: ClassVar[TextValue] = text("処理期間を延ばした", "The term was extended")
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecided(CaseFact):
    """The office approved or refused, or the applicant withdrew."""

    key: ClassVar[str] = "cases.case.decided"
    sentence: ClassVar[TextValue] = text("決定した", "The case was decided")
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterIssued(CaseFact):
    """A letter left the office under a document number."""

    key: ClassVar[str] = "cases.letter.issued"
    sentence: ClassVar[TextValue] = text("通知書を発行した", "A letter was issued")
    letter_id: UUID
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(CaseFact):
    """A senior opened an ended case again."""

    key: ClassVar[str] = "cases.case.reopened"
    sentence: ClassVar[TextValue] = text("事案を再開した", "The case was reopened")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReported(CaseFact):
    """The applicant was told what the office holds and who read it."""

    key: ClassVar[str] = "cases.data.reported"
    sentence: ClassVar[TextValue] = text(
        "本人に記録を知らせた", "The applicant was told what is held"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesSealedAgain(CaseFact):
    """The applicant has a new key that the office trusts: what was written goes out once more."""

    key: ClassVar[str] = "cases.notes.sealed_again"
    sentence: ClassVar[TextValue] = text(
        "新しい鍵で知らせを送り直した", "Notes were sealed to the new key"
    )
    notes: tuple[ApplicantNote, ...]
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChangeSettled:
    """The office confirmed or refused the new key of an account; the applicant is told."""

    key: ClassVar[str] = "cases.key_change.settled"
    sentence: ClassVar[TextValue] = text("鍵の再発行を判断した", "A new key was judged")
    change_id: UUID
    applicant_ref: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesArrived:
    """Files came with an application, a correction or a message: they are to be made harmless."""

    key: ClassVar[str] = "cases.files.arrived"
    sentence: ClassVar[TextValue] = text("書類が届いた", "Files arrived")
    case_id: UUID
    case_file_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofUnconfirmed:
    """A case was opened with a signature that nobody has confirmed: ask the revocation service."""

    key: ClassVar[str] = "cases.proof.unconfirmed"
    sentence: ClassVar[TextValue] = text(
        "電子証明書の失効の確認を待っている", "A certificate waits to be confirmed"
    )
    case_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAskedAgain:
    """A parcel could not be opened: the applicant must be asked to send it again.

    ``submission_id`` and ``number`` are what the parcel's header told, where it told them.
    """

    key: ClassVar[str] = "cases.case.asked_again"
    sentence: ClassVar[TextValue] = text("もう一度送るよう頼む", "Asked to send again")
    ask_again_id: UUID
    submission_id: UUID | None
    number: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionConfirmed:
    """An officer confirmed that some cases may go; a job destroys them."""

    key: ClassVar[str] = "cases.destruction.confirmed"
    sentence: ClassVar[TextValue] = text("廃棄を確かめた", "A destruction was confirmed")
    case_ids: tuple[UUID, ...]
    staff_ref: str
    staff_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDestroyed:
    """A case was destroyed after its retention; erase what else is kept of it."""

    key: ClassVar[str] = "cases.case.destroyed"
    sentence: ClassVar[TextValue] = text("事案を廃棄した", "The case was destroyed")
    case_id: UUID
    submission_id: UUID
    file_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePublished:
    """A revision of a procedure is in force: send it to the portal."""

    key: ClassVar[str] = "cases.procedure.published"
    sentence: ClassVar[TextValue] = text("手続きを公開した", "A procedure was published")
    body: PublishedProcedure
    at: datetime


CASE_FACTS: tuple[type[CaseFact], ...] = (
    CaseOpened,
    CaseStateChanged,
    CorrectionRequested,
    CorrectionReceived,
    MessageWritten,
    TermExtended,
    CaseDecided,
    LetterIssued,
    CaseReopened,
    DataReported,
)
"""All facts about one case: each may carry a note, and each bears the public state."""

ALL_FACTS: tuple[Any, ...] = (
    *CASE_FACTS,
    NotesSealedAgain,
    KeyChangeSettled,
    FilesArrived,
    ProofUnconfirmed,
    CaseAskedAgain,
    DestructionConfirmed,
    CaseDestroyed,
    ProcedurePublished,
)
