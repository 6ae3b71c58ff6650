# SPDX-License-Identifier: Apache-2.0
"""Which ticket does a booking have, and whose is a ticket that is shown?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.queries.day_list import Coming
from madoguchi.engines.booking.queries.staff_view import visible_bookings
from madoguchi.engines.booking.rules.desk_refusals import TicketUnknown
from madoguchi.engines.booking.rules.gate_list import CONTEXT as LIST
from madoguchi.engines.booking.rules.gate_list import FORMAT, canonical
from madoguchi.engines.booking.rules.ticket import CONTEXT, Ticket, read_ticket, write_ticket
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import parse_receipt_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.crypto.errors import BadSignature
from madoguchi.platform.crypto.keys import zone_keys
from madoguchi.platform.crypto.signing import sign, verify


def ticket_of(reservation: Reservation) -> str:
    """The words of the QR code of a booking: short, signed, nothing personal."""
    ticket = Ticket(reservation.id, reservation.starts_at, reservation.ends_at, reservation.people)
    return write_ticket(ticket, sign(zone_keys().signing, CONTEXT, ticket.body()))


def public_keys() -> list[str]:
    """The keys in hex that tickets and lists are checked with, the newest first."""
    return [key.public_key().public_bytes_raw().hex() for key in zone_keys().signing_keys]


def find_shown(written: str, *, actor: Actor) -> Reservation:
    """The booking of a scanned ticket or a typed number.

    Raises:
        TicketUnknown: it was not made here, or belongs to no booking that this person may see.
    """
    rows = visible_bookings(actor)
    read = read_ticket(written)
    if read is None:
        try:
            number = parse_receipt_number(written)
        except Refusal:
            raise TicketUnknown from None
        found = rows.filter(number=number).first()
    else:
        ticket, body, signature = read
        _check(body, signature)
        found = rows.filter(id=ticket.reservation_id).first()
    if found is None:
        raise TicketUnknown
    return found


def _check(body: bytes, signature: bytes) -> None:
    for key in zone_keys().signing_keys:
        try:
            verify(key.public_key(), CONTEXT, body, signature)
        except BadSignature:
            continue
        return
    raise TicketUnknown


def gate_list(
    list_id: UUID, place: str, rows: Iterable[Coming], day: date, *, at: datetime
) -> dict[str, Any]:
    """The signed list of those who come on a day, for a gate without a line.

    Each booking stands in it once, with the start and end that its ticket says.
    """
    entries: dict[UUID, dict[str, Any]] = {}
    for one in rows:
        if one.reservation.state not in {"held", "won"}:
            entries.setdefault(one.reservation.id, _entry(one))
    listed = {
        "format": FORMAT,
        "list": str(list_id),
        "place": place,
        "day": day.isoformat(),
        "made_at": at.isoformat(),
        "keys": public_keys(),
        "entries": list(entries.values()),
    }
    signature = sign(zone_keys().signing, LIST, canonical(listed))
    return {**listed, "signature": signature.hex()}


def _entry(one: Coming) -> dict[str, Any]:
    row = one.reservation
    where = row.space or row.offer
    return {
        "id": str(row.id),
        "number": row.number,
        "place": str(where.title.get("ja", where.key)),
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "people": row.people,
        "state": row.state,
    }
