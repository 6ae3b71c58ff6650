# SPDX-License-Identifier: Apache-2.0
"""What happened to bookings? Facts for journeys: telling people, payments, doors."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class BookingHeader:
    """What a listener needs to know of a booking; nothing personal."""

    id: UUID
    number: str
    offer: str
    space: str
    person_ref: str
    state: str
    starts_at: datetime
    ends_at: datetime
    amount_yen: int

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"booking:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationFact:
    """Base of what happens to a booking."""

    key: ClassVar[str] = "booking.reservation"
    sentence: ClassVar[TextValue] = text("予約が動いた", "A booking moved")

    reservation: BookingHeader
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationHeld(ReservationFact):
    """A time was held (仮押さえ)."""

    key: ClassVar[str] = "booking.reservation.held"
    sentence: ClassVar[TextValue] = text("枠を仮押さえした", "A time was held")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationConfirmed(ReservationFact):
    """A booking was made; ``reservation.amount_yen`` is due."""

    key: ClassVar[str] = "booking.reservation.confirmed"
    sentence: ClassVar[TextValue] = text("予約が成立した", "A booking was made")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationChanged(ReservationFact):
    """A booking has another time, place or number of people."""

    key: ClassVar[str] = "booking.reservation.changed"
    sentence: ClassVar[TextValue] = text("予約を変更した", "A booking was changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationCancelled(ReservationFact):
    """A booking was cancelled; ``owed_yen`` remains due."""

    key: ClassVar[str] = "booking.reservation.cancelled"
    sentence: ClassVar[TextValue] = text("予約を取り消した", "A booking was cancelled")
    reason: str
    owed_yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationExpired(ReservationFact):
    """Nobody confirmed or paid in time."""

    key: ClassVar[str] = "booking.reservation.expired"
    sentence: ClassVar[TextValue] = text("期限が過ぎて予約が消えた", "A booking expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRestored(ReservationFact):
    """A booking that a closure had ended stands again."""

    key: ClassVar[str] = "booking.reservation.restored"
    sentence: ClassVar[TextValue] = text("予約を元に戻した", "A booking was restored")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationUsed(ReservationFact):
    """The person came, or did not."""

    key: ClassVar[str] = "booking.reservation.used"
    sentence: ClassVar[TextValue] = text("利用の有無を記録した", "Attendance was recorded")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryDrawn:
    """A lottery was drawn; its file is published."""

    key: ClassVar[str] = "booking.lottery.drawn"
    sentence: ClassVar[TextValue] = text("抽選した", "A lottery was drawn")

    round: str
    entries: int
    wins: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceClosed:
    """A space was taken out of use; so many bookings were cancelled."""

    key: ClassVar[str] = "booking.space.closed"
    sentence: ClassVar[TextValue] = text("施設を使用停止にした", "A space was closed")

    space: str
    reason: str
    cancelled: int
    at: datetime
