# SPDX-License-Identifier: Apache-2.0
"""What happened on the portal? Facts that a journey seals and carries into the office.

A body exists only in memory, inside the transaction of the command that announces it.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from madoguchi.kernel.application import (
    AccountLeft,
    CitizenMessage,
    SentFile,
    SubmittedApplication,
    SubmittedCorrection,
    Withdrawal,
)
from madoguchi.kernel.own_data import AmendmentRequest, DataRequest
from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """A citizen filed an application; ``files`` are its sealed attachments."""

    key: ClassVar[str] = "procedures.application.submitted"
    sentence: ClassVar[TextValue] = text("申請が届いた", "An application was filed")

    body: SubmittedApplication

    @property
    def files(self) -> tuple[SentFile, ...]:
        """The attachments that travel beside the body."""
        return self.body.files


@dataclass(frozen=True, slots=True)
class ApplicationCorrected:
    """A citizen corrected the marked fields."""

    key: ClassVar[str] = "procedures.application.corrected"
    sentence: ClassVar[TextValue] = text("申請が補正された", "An application was corrected")

    body: SubmittedCorrection

    @property
    def files(self) -> tuple[SentFile, ...]:
        """The attachments that travel beside the body."""
        return self.body.files


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn:
    """A citizen took an application back."""

    key: ClassVar[str] = "procedures.application.withdrawn"
    sentence: ClassVar[TextValue] = text("申請が取り下げられた", "An application was withdrawn")

    body: Withdrawal


@dataclass(frozen=True, slots=True)
class CitizenMessageSent:
    """A citizen wrote to the officer."""

    key: ClassVar[str] = "procedures.message.sent"
    sentence: ClassVar[TextValue] = text("申請者から連絡があった", "The applicant wrote a message")

    body: CitizenMessage

    @property
    def files(self) -> tuple[SentFile, ...]:
        """The attachments that travel beside the body."""
        return self.body.files


@dataclass(frozen=True, slots=True)
class OwnDataRequested:
    """A citizen asked what the office holds, and who read it."""

    key: ClassVar[str] = "procedures.data.requested"
    sentence: ClassVar[TextValue] = text("本人が記録を求めた", "The applicant asked what is held")

    body: DataRequest


@dataclass(frozen=True, slots=True)
class AmendmentAsked:
    """A citizen asked to have a value put right, or withdrew a consent."""

    key: ClassVar[str] = "procedures.amendment.asked"
    sentence: ClassVar[TextValue] = text(
        "本人が訂正を求めた", "The applicant asked for a correction"
    )

    body: AmendmentRequest


@dataclass(frozen=True, slots=True)
class AccountLeftApplication:
    """The account that filed an application is being erased."""

    key: ClassVar[str] = "procedures.account.left"
    sentence: ClassVar[TextValue] = text(
        "本人がアカウントを削除した", "The applicant has erased the account"
    )

    body: AccountLeft


@dataclass(frozen=True, slots=True)
class RevisionInstalled:
    """A revision of a procedure became known to the portal."""

    key: ClassVar[str] = "procedures.revision.installed"
    sentence: ClassVar[TextValue] = text("手続きの版を公開した", "A revision was published")

    procedure_id: str
    revision: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class StateRecorded:
    """The public state of an application changed; other engines may tell the citizen."""

    key: ClassVar[str] = "procedures.application.state_recorded"
    sentence: ClassVar[TextValue] = text(
        "申請の状態が変わった", "The state of an application changed"
    )

    submission_id: UUID
    state: str
    note_kind: str | None
    account: str | None
