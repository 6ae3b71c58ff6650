# SPDX-License-Identifier: Apache-2.0
"""How is what happened to a booking written down, queued for telling, and announced?"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.engines.booking.commands.note_due import note_due
from madoguchi.engines.booking.events import (
    BookingHeader,
    ReservationConfirmed,
    ReservationFact,
    ReservationHeld,
    ReservationUsed,
)
from madoguchi.engines.booking.models import Notice, Reservation
from madoguchi.engines.booking.queries.reservations import CONTACT
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt


def header_of(reservation: Reservation) -> BookingHeader:
    """What others may know of a booking."""
    return BookingHeader(
        id=reservation.id,
        number=reservation.number,
        offer=reservation.offer.key,
        space=reservation.space.key if reservation.space else "",
        person_ref=reservation.person_ref,
        state=reservation.state,
        starts_at=reservation.starts_at,
        ends_at=reservation.ends_at,
        amount_yen=reservation.amount_yen,
    )


def write_down(
    fact: ReservationFact,
    reservation: Reservation,
    *,
    actor: Actor,
    detail: Mapping[str, Any] | None = None,
    notice: str = "",
    about: Mapping[str, Any] | None = None,
) -> None:
    """The audit leaf, the amount due, the queued notice and the fact, in the action's transaction."""
    record(
        action=fact.key,
        actor=actor,
        subject=reservation.ref,
        at=fact.at,
        detail={
            "number": reservation.number,
            "offer": fact.reservation.offer,
            "space": fact.reservation.space,
            "state": reservation.state,
            "starts_at": reservation.starts_at.isoformat(),
            "ends_at": reservation.ends_at.isoformat(),
            "people": reservation.people,
            "amount_yen": reservation.amount_yen,
            **(detail or {}),
        },
    )
    if notice:
        tell(reservation, notice, at=fact.at, about=about)
    if not isinstance(fact, ReservationHeld | ReservationUsed):
        note_due(reservation, at=fact.at, first=isinstance(fact, ReservationConfirmed))
    announce(fact)


def tell(
    reservation: Reservation, kind: str, *, at: datetime, about: Mapping[str, Any] | None = None
) -> None:
    """Queue a notice for the person of a booking."""
    Notice(
        id=new_id(),
        reservation_id=reservation.id,
        party_ref=reservation.person_ref,
        kind=kind,
        about=dict(about or {}),
        made_at=at,
    ).save(force_insert=True)


def seal_contact(reservation: Reservation, contact: Mapping[str, str]) -> bytes:
    """Who the booking is for, encrypted and tied to the row."""
    if not contact:
        return b""
    plain = json.dumps(dict(contact), ensure_ascii=False, sort_keys=True).encode()
    return encrypt(CONTACT, plain, aad=reservation.id.bytes)
