# SPDX-License-Identifier: Apache-2.0
"""What happened to dues? Facts for journeys: bookings, cases, telling people."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class ReceivableHeader:
    """What a listener needs to know of a due; nothing personal."""

    id: UUID
    number: str
    source_ref: str
    payer_ref: str
    state: str
    due_yen: int
    paid_yen: int
    version: int

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"payments:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableFact:
    """Base of what happens to a due."""

    key: ClassVar[str] = "payments.receivable"
    sentence: ClassVar[TextValue] = text("債権が動いた", "A due moved")

    receivable: ReceivableHeader
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableAssessed(ReceivableFact):
    """Something is owed for the first time (調定)."""

    key: ClassVar[str] = "payments.receivable.assessed"
    sentence: ClassVar[TextValue] = text("債権を調定した", "A due was assessed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableChanged(ReceivableFact):
    """What is owed changed, also to nothing; slips of the former amount no longer hold."""

    key: ClassVar[str] = "payments.receivable.changed"
    sentence: ClassVar[TextValue] = text("納める額が変わった", "The amount due changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBooked(ReceivableFact):
    """Money was received; ``yen`` may leave a rest or be too much."""

    key: ClassVar[str] = "payments.payment.booked"
    sentence: ClassVar[TextValue] = text("納付を記帳した", "A payment was booked")

    yen: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivablePaid(ReceivableFact):
    """All that is owed is paid now, or more."""

    key: ClassVar[str] = "payments.receivable.paid"
    sentence: ClassVar[TextValue] = text("納付が終わった", "A due was paid in full")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReversed(ReceivableFact):
    """A booking was taken back; ``yen`` is what was paid less, or owed less."""

    key: ClassVar[str] = "payments.payment.reversed"
    sentence: ClassVar[TextValue] = text("記帳を取り消した", "A booking was reversed")

    yen: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDone(ReceivableFact):
    """Money was paid back."""

    key: ClassVar[str] = "payments.refund.done"
    sentence: ClassVar[TextValue] = text("還付した", "Money was paid back")

    yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayReported:
    """The gateway told that something happened to an attempt; how it stands is asked."""

    key: ClassVar[str] = "payments.gateway.reported"
    sentence: ClassVar[TextValue] = text("決済事業者から通知が届いた", "The gateway reported")

    attempt_id: UUID
    at: datetime
