# SPDX-License-Identifier: Apache-2.0
"""What happened in the queue? Facts for journeys: appointments, telling people, displays."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class TicketHeader:
    """What a listener needs to know of a ticket; nothing personal."""

    id: UUID
    label: str
    line: str
    section: str
    state: str
    source: str
    desk: str
    booking_ref: str

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"queue:ticket:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFact:
    """Base of what happens to a ticket."""

    key: ClassVar[str] = "queue.ticket"
    sentence: ClassVar[TextValue] = text("整理券が動いた", "A ticket moved")

    ticket: TicketHeader
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued(TicketFact):
    """Somebody stands in a line."""

    key: ClassVar[str] = "queue.ticket.issued"
    sentence: ClassVar[TextValue] = text("整理券を渡した", "A ticket was given")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(TicketFact):
    """Somebody was called to a desk."""

    key: ClassVar[str] = "queue.ticket.called"
    sentence: ClassVar[TextValue] = text("番号を呼び出した", "A number was called")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalledAgain(TicketFact):
    """The same number was called once more."""

    key: ClassVar[str] = "queue.ticket.called_again"
    sentence: ClassVar[TextValue] = text("番号をもう一度呼んだ", "A number was called again")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStarted(TicketFact):
    """The person came to the desk."""

    key: ClassVar[str] = "queue.ticket.started"
    sentence: ClassVar[TextValue] = text("応対を始めた", "Service began")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFinished(TicketFact):
    """The person was served."""

    key: ClassVar[str] = "queue.ticket.finished"
    sentence: ClassVar[TextValue] = text("応対を終えた", "Service ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMissed(TicketFact):
    """The person did not come when called."""

    key: ClassVar[str] = "queue.ticket.missed"
    sentence: ClassVar[TextValue] = text("呼んだ方が来なかった", "The person did not come")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned(TicketFact):
    """Who had missed the call came back in time."""

    key: ClassVar[str] = "queue.ticket.returned"
    sentence: ClassVar[TextValue] = text(
        "不在だった方が戻った", "Who had missed the call came back"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLeft(TicketFact):
    """The person gave the place up, or the day ended."""

    key: ClassVar[str] = "queue.ticket.left"
    sentence: ClassVar[TextValue] = text("順番待ちをやめた", "A place was given up")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred(TicketFact):
    """The person was sent to another line; ``to`` is the new ticket with the same number."""

    key: ClassVar[str] = "queue.ticket.transferred"
    sentence: ClassVar[TextValue] = text("ほかの窓口へ案内した", "Sent to another line")
    to: TicketHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSoon(TicketFact):
    """The person's turn comes soon."""

    key: ClassVar[str] = "queue.ticket.soon"
    sentence: ClassVar[TextValue] = text("もうすぐと伝えた", "Told that the turn comes soon")
