# SPDX-License-Identifier: Apache-2.0
"""Portal: who has booked a counter checks in at the kiosk, and the booking is marked as used."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.api import attend, get_reservation
from madoguchi.engines.queue.api import Appointment, TicketIssued, use_appointments
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.facts import on
from madoguchi.kernel.ids import ReceiptNumberUnreadable, parse_receipt_number
from madoguchi.kernel.refusal import Refusal

STANDS = {"confirmed", "used"}


def find_appointment(number: str, *, at: datetime) -> Appointment | None:  # noqa: ARG001 - the port
    """The booking with this number, if it stands."""
    try:
        found = get_reservation(parse_receipt_number(number), actor=SYSTEM)
    except (ReceiptNumberUnreadable, Refusal):
        return None
    if found.state not in STANDS:
        return None
    return Appointment(
        ref=f"booking:{found.id}",
        offer=found.offer.key,
        starts_at=found.starts_at,
        person_ref=found.person_ref,
    )


@on(TicketIssued)
def mark_as_used(fact: TicketIssued) -> None:
    """Whoever took the ticket of a booking has come."""
    if fact.ticket.booking_ref.startswith("booking:"):
        reservation_id = UUID(fact.ticket.booking_ref.removeprefix("booking:"))
        attend(reservation_id=reservation_id, came=True, actor=SYSTEM, at=fact.at)


use_appointments(find_appointment)
