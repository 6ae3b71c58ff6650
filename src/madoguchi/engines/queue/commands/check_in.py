# SPDX-License-Identifier: Apache-2.0
"""Somebody with a booking has come: the booking becomes a ticket (予約の受付)."""

from datetime import datetime

from madoguchi.engines.queue.commands.issue import Wish, issue
from madoguchi.engines.queue.models import Line, Ticket
from madoguchi.engines.queue.ports import appointments
from madoguchi.engines.queue.rules.refusals import AppointmentUnknown
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor


def check_in(*, number: str, language: str, actor: Actor, at: datetime) -> Ticket:
    """Give the ticket of a booking of today; it is called at the time of the booking.

    The same booking gives the same ticket again, so that a lost paper is printed once more.

    Raises:
        AppointmentUnknown: no booking of today, or of an offer that no line here receives.
        ClosedToday, LinePaused and the other refusals of ``issue``.
    """
    find = appointments()
    booked = find(number, at=at) if find is not None else None
    if booked is None or day_and_minute(booked.starts_at)[0] != day_and_minute(at)[0]:
        raise AppointmentUnknown
    rows = Ticket.objects.select_related("line", "desk", "line_day")
    known = rows.filter(booking_ref=booked.ref, came_from__isnull=True).first()
    if known is not None:
        return known
    lines = Line.objects.filter(is_active=True)
    line = next((one for one in lines if booked.offer in one.read_rules().appointments), None)
    if line is None:
        raise AppointmentUnknown
    wish = Wish(
        line=line.key, source="appointment", language=language, appointment=booked,
        request_key=booked.ref,
    )  # fmt: skip
    return issue(wish=wish, actor=actor, at=at)
