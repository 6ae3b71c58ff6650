# SPDX-License-Identifier: Apache-2.0
"""Give a place to one who waits, chosen by staff (手動の繰上げ)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.promote_waiting import offer_place
from madoguchi.engines.booking.models import Reservation, WaitingEntry
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.desk_refusals import NoRoomYet
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor


def promote_one(*, entry_id: UUID, actor: Actor, at: datetime) -> Reservation:
    """Hold a place for this one; others who wait longer are passed over, which is written down.

    Raises:
        ReservationUnknown, NotAllowed: nobody waits so, or not by this person.
        NoRoomYet: there is no place for all of them, or the rules about people forbid it.
    """
    entry = WaitingEntry.objects.select_related("offer").filter(id=entry_id).first()
    if entry is None or entry.state != "waiting":
        raise ReservationUnknown
    check_may_work(actor, entry.offer.section)
    made = offer_place(entry_id=entry_id, actor=actor, at=at)
    if made is None:
        raise NoRoomYet
    return made
