# SPDX-License-Identifier: Apache-2.0
"""Give a place to one who waits, chosen by staff (手動の繰上げ)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.promote_waiting import offer_place
from madoguchi.engines.booking.models import Notice, Reservation, WaitingEntry
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.desk_refusals import NoRoomYet
from madoguchi.engines.booking.rules.refusals import BookingRefusal, ReservationUnknown
from madoguchi.engines.booking.rules.waiting_refusals import WaiterEnded, WaiterPassedOver
from madoguchi.kernel.actors import Actor


def promote_one(*, entry_id: UUID, actor: Actor, at: datetime) -> Reservation:
    """Hold a place for this one; others who wait longer are passed over, which is written down.

    Raises:
        ReservationUnknown, NotAllowed: nobody waits so, or not by this person.
        NoRoomYet: there is no place for all of them.
        WaiterPassedOver, WaiterEnded: they may not book just now, or the wish fits no more.
    """
    entry = WaitingEntry.objects.select_related("offer").filter(id=entry_id).first()
    if entry is None or entry.state != "waiting":
        raise ReservationUnknown
    check_may_work(actor, entry.offer.section)
    made = offer_place(entry_id=entry_id, actor=actor, at=at)
    if made is None:
        raise _why_not(entry, at=at)
    return made


def _why_not(entry: WaitingEntry, *, at: datetime) -> BookingRefusal:
    """What the person was told a moment ago, for staff."""
    entry.refresh_from_db(fields=["state", "passed_over"])
    if entry.state == "waiting" and not entry.passed_over:
        return NoRoomYet()
    kinds = ("waiting_passed", "waiting_refused", "waiting_past")
    told = (
        Notice.objects.filter(party_ref=entry.person_ref, kind__in=kinds)
        .filter(about__starts_at=entry.starts_at.isoformat(), made_at__lte=at)
        .order_by("-made_at", "-id")
        .first()
    )
    why = told.about.get("why", {}) if told else {}
    kind = WaiterPassedOver if entry.state == "waiting" else WaiterEnded
    return kind(why=why.get("ja", ""), why_en=why.get("en", ""), why_easy=why.get("easy", ""))
