# SPDX-License-Identifier: Apache-2.0
"""Let somebody in at the gate and write down that they came (入場)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.attend import attend
from madoguchi.engines.booking.commands.locking import lock_reservation
from madoguchi.engines.booking.models import Reservation, SessionAttendance
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.meetings import meeting_at, sessions_of
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

Answer = Literal["welcome", "already", "not_valid", "other_day", "over"]
STANDING = ("confirmed", "used", "no_show")


@in_one_go
def let_in(*, reservation_id: UUID, actor: Actor, at: datetime) -> Answer:
    """What the gate says; attendance is written where somebody comes in.

    Whoever takes part in a course is let in to each of its meetings, and the attendance of the
    meeting of the day is written.

    Raises:
        NotAllowed, ReservationUnknown: not by this person.
    """
    row = lock_reservation(reservation_id)
    check_may_work(actor, row.offer.section)
    if row.state not in STANDING:
        return "not_valid"
    if sessions_of(row.offer.read_rules()):
        return _to_meeting(row, actor=actor, at=at)
    if row.state == "used":
        return "already"
    same_day = day_and_minute(row.starts_at)[0] == day_and_minute(at)[0]
    if not same_day and not row.starts_at <= at < row.ends_at:
        return "other_day"
    if row.ends_at <= at:
        return "over"
    attend(reservation_id=row.id, came=True, actor=actor, at=at)
    return "welcome"


def _to_meeting(row: Reservation, *, actor: Actor, at: datetime) -> Answer:
    sessions = sessions_of(row.offer.read_rules())
    number = meeting_at(sessions, at)
    if number is None:
        today = day_and_minute(at)[0]
        of_today = any(day_and_minute(one.starts_at)[0] == today for one in sessions)
        return "over" if of_today else "other_day"
    if not come_to_meeting(row, number, actor=actor, at=at):
        return "already"
    return "welcome"


def come_to_meeting(row: Reservation, number: int, *, actor: Actor, at: datetime) -> bool:
    """Write that a participant came to a meeting (from 0); False where it stands already.

    Coming to one meeting is having come.
    """
    written = {"came": True, "marked_at": at, "marked_by_ref": actor.ref}
    mark, is_new = SessionAttendance.objects.get_or_create(
        reservation=row, session=number, defaults={**written, "id": new_id()}
    )
    if not is_new:
        if mark.came:
            return False
        SessionAttendance.objects.filter(id=mark.id).update(**written)
    record(
        action="booking.sessions.marked",
        actor=actor,
        subject=row.offer.ref,
        at=at,
        detail={"marks": [[row.number, number, True]]},
    )
    if row.state != "used":
        attend(reservation_id=row.id, came=True, actor=actor, at=at)
    return True
