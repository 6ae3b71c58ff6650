# SPDX-License-Identifier: Apache-2.0
"""Write down who came to which meeting of a course (出席をつける)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.commands.attend import attend
from madoguchi.engines.booking.models import Offer, Reservation, SessionAttendance
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.refusals import OfferUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

ATTENDING = ("confirmed", "used", "no_show")


@transaction.atomic
def mark_sessions(
    *, offer_key: str, came: Mapping[tuple[UUID, int], bool], actor: Actor, at: datetime
) -> int:
    """Write the marks that differ from what stands; returns how many. Coming once is having come.

    ``came``: by booking and number of the meeting from 0. Marks of meetings still to come, and of
    bookings of other courses, are left out.

    Raises:
        OfferUnknown, NotAllowed: no such course, or not by this person.
    """
    offer = Offer.objects.filter(key=offer_key).first()
    times = offer.read_rules().times if offer else None
    if offer is None or not isinstance(times, Sessions):
        raise OfferUnknown
    check_may_work(actor, offer.section)
    begun = {n for n, one in enumerate(times.sessions) if one.starts_at <= at}
    ids = {reservation for reservation, _ in came}
    rows = {
        row.id: row
        for row in Reservation.objects.filter(offer=offer, id__in=ids, state__in=ATTENDING)
    }
    known = {
        (one.reservation_id, one.session): one.came
        for one in SessionAttendance.objects.filter(reservation__in=rows)
    }
    changed = {
        place: mark
        for place, mark in came.items()
        if place[0] in rows and place[1] in begun and known.get(place, False) != mark
    }
    _write(changed, rows, actor=actor, at=at)
    if changed:
        marks = [[rows[r].number, s, m] for (r, s), m in sorted(changed.items())]
        record(
            action="booking.sessions.marked",
            actor=actor,
            subject=offer.ref,
            at=at,
            detail={"marks": marks},
        )
    return len(changed)


def _write(
    changed: Mapping[tuple[UUID, int], bool],
    rows: Mapping[UUID, Reservation],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    for (reservation, session), mark in sorted(changed.items()):
        written = {"came": mark, "marked_at": at, "marked_by_ref": actor.ref}
        SessionAttendance.objects.update_or_create(
            reservation_id=reservation,
            session=session,
            defaults=written,
            create_defaults={**written, "id": new_id()},
        )
        if mark and rows[reservation].state == "confirmed":
            attend(reservation_id=reservation, came=True, actor=actor, at=at)
