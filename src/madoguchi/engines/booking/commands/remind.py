# SPDX-License-Identifier: Apache-2.0
"""Remind people of what they have booked, must confirm or must pay (予約の声かけ)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from madoguchi.engines.booking.commands.writing import tell
from madoguchi.engines.booking.models import Notice, Reminder, Reservation
from madoguchi.engines.booking.queries.to_remind import Due, list_due, still_stands
from madoguchi.engines.booking.rules.reminding import is_quiet
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import Entry, record_many

AT_ONCE = 200
TOLD = ("confirmed", "changed", "restored")
"""Notices after which nobody needs a reminder that was due before."""


def remind(*, actor: Actor, at: datetime) -> int:
    """Queue every reminder that is due; returns how many. However often it runs, each is told once.

    Nobody is reminded of what was cancelled or has begun; whoever booked or moved a time after the
    reminder was due knows already, and of several that are due the nearest is told.
    """
    found = list_due(at=at)
    parts = [found[first : first + AT_ONCE] for first in range(0, len(found), AT_ONCE)]
    return sum(_remind_some(part, actor=actor, at=at) for part in parts)


@transaction.atomic
def _remind_some(found: Sequence[Due], *, actor: Actor, at: datetime) -> int:
    rows = _lock({one.reservation_id for one in found})
    known = _told(rows)
    made = []
    for one in found:
        row = rows.get(one.reservation_id)
        if row is not None and still_stands(row, one, at=at):
            quiet = _is_quiet(row, one, known.get(row.id), at=at)
            made.append((row, _row_of(one, told=not quiet, at=at)))
    Reminder.objects.bulk_create([row for _, row in made], ignore_conflicts=True)
    own = set(
        Reminder.objects.filter(id__in=[one.id for _, one in made]).values_list("id", flat=True)
    )
    loud = [(row, one) for row, one in made if one.told and one.id in own]
    for row, reminder in loud:
        _tell(row, reminder, at=at)
    record_many([_leaf(row, reminder, actor=actor, at=at) for row, reminder in loud])
    return len(loud)


def _lock(ids: set[UUID]) -> Mapping[UUID, Reservation]:
    """The bookings, locked; one that somebody works on is left for the next time."""
    rows = Reservation.objects.select_related("offer").filter(id__in=ids).order_by("id")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return {row.id: row for row in rows}


def _told(rows: Mapping[UUID, Reservation]) -> dict[UUID, datetime]:
    """When each was told last that the booking stands, or stands elsewhere."""
    found = Notice.objects.filter(reservation__in=list(rows), kind__in=TOLD)
    return dict(found.values_list("reservation").annotate(last=Max("made_at")).order_by())


def _is_quiet(row: Reservation, one: Due, told_at: datetime | None, *, at: datetime) -> bool:
    if one.kind != "start":
        return False
    hours = row.offer.read_rules().remind_hours
    return is_quiet(one.hours, hours, about_at=one.about_at, told_at=told_at, at=at)


def _row_of(one: Due, *, told: bool, at: datetime) -> Reminder:
    return Reminder(
        id=new_id(),
        reservation_id=one.reservation_id,
        kind=one.kind,
        hours=one.hours,
        about_at=one.about_at,
        decided_at=at,
        told=told,
    )


def _tell(row: Reservation, one: Reminder, *, at: datetime) -> None:
    about = {"at": one.about_at.isoformat()}
    if one.kind == "start":
        tell(row, "remind", at=at, about=about)
    elif one.kind == "confirm":
        tell(row, "remind_confirm", at=at, about=about)
    else:
        tell(row, "remind_pay", at=at, about=about)


def _leaf(row: Reservation, one: Reminder, *, actor: Actor, at: datetime) -> Entry:
    return Entry(
        action="booking.reservation.reminded",
        actor=actor,
        subject=row.ref,
        at=at,
        detail={"number": row.number, "kind": one.kind, "about_at": one.about_at.isoformat()},
    )
