# SPDX-License-Identifier: Apache-2.0
"""Take over what a gate without a line wrote down; the same file twice changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.engines.booking.commands.attend import attend
from madoguchi.engines.booking.commands.let_in import come_to_meeting
from madoguchi.engines.booking.models import GateEntry, Reservation
from madoguchi.engines.booking.policy import may_work
from madoguchi.engines.booking.rules.gate_list import read_log
from madoguchi.engines.booking.rules.meetings import meeting_on, sessions_of
from madoguchi.engines.booking.rules.refusals import WrongState
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How a gate's log ended: numbers of bookings by what became of each line."""

    came: tuple[str, ...]
    known: tuple[str, ...]
    ended: tuple[str, ...]
    unknown: int


@transaction.atomic
def take_over_gate(*, written: bytes, actor: Actor, at: datetime) -> TakenOver:
    """Write attendance for every line that a booking stands for.

    A booking that ended meanwhile is listed, not changed.

    Raises:
        GateFileUnreadable: it is no log of a gate.
    """
    list_id, lines = read_log(written)
    ids = {one.reservation_id for one in lines}
    rows = {
        row.id: row
        for row in Reservation.objects.filter(id__in=ids).select_related("offer")
        if may_work(actor, row.offer.section)
    }
    came, known, ended, unknown = [], [], [], 0
    for line in sorted(lines, key=lambda one: one.came_at):
        row = rows.get(line.reservation_id)
        if row is None:
            unknown += 1
            continue
        _, is_new = GateEntry.objects.get_or_create(
            list_id=list_id,
            reservation=row,
            came_at=line.came_at,
            defaults={"id": new_id(), "taken_over_at": at, "taken_over_by_ref": actor.ref},
        )
        if not is_new:
            known.append(row.number)
            continue
        try:
            _came(row, line.came_at, actor=actor, at=at)
        except WrongState:
            ended.append(row.number)
        else:
            came.append(row.number)
    done = TakenOver(tuple(came), tuple(known), tuple(ended), unknown)
    record(
        action="booking.gate.taken_over",
        actor=actor,
        subject=f"booking:gate:{list_id}",
        at=at,
        detail={"came": came, "known": len(known), "ended": ended, "unknown": unknown},
    )
    return done


def _came(row: Reservation, came_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Attendance of the booking; of a course, that of the meeting of the day."""
    attend(reservation_id=row.id, came=True, actor=actor, at=at)
    number = meeting_on(sessions_of(row.offer.read_rules()), came_at)
    if number is not None:
        row.state = "used"
        come_to_meeting(row, number, actor=actor, at=at)
