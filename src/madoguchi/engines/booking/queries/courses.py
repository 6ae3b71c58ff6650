# SPDX-License-Identifier: Apache-2.0
"""Who takes part in a course, who came when, and who waits?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from madoguchi.engines.booking.models import (
    LIVE,
    Offer,
    Reservation,
    SessionAttendance,
    WaitingEntry,
)
from madoguchi.engines.booking.queries.availability import CourseFree, list_courses
from madoguchi.engines.booking.queries.staff_view import visible_offers
from madoguchi.engines.booking.rules.offer import Session, Sessions
from madoguchi.engines.booking.rules.refusals import OfferUnknown
from madoguchi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course of a list."""

    course: CourseFree
    participants: int
    waiting: int


def list_course_lines(actor: Actor, *, at: datetime) -> list[CourseLine]:
    """The courses of the sections with their numbers; a fixed number of queries."""
    courses = list_courses(list(visible_offers(actor)), at=at)
    ids = [one.offer.id for one in courses]
    rows = Offer.objects.filter(id__in=ids).annotate(
        booked=Count("reservations", filter=Q(reservations__state__in=LIVE), distinct=True),
        waits=Count("waiting", filter=Q(waiting__state="waiting"), distinct=True),
    )
    counted = {row.id: (row.booked, row.waits) for row in rows}
    return [CourseLine(one, *counted[one.offer.id]) for one in courses]


@dataclass(frozen=True, slots=True)
class Course:
    """A course with everybody in it."""

    offer: Offer
    sessions: tuple[Session, ...]
    participants: tuple[Reservation, ...]
    came: frozenset[tuple[UUID, int]]
    waiting: tuple[WaitingEntry, ...]


def get_course(key: str, *, actor: Actor) -> Course:
    """One course; four queries.

    Raises:
        OfferUnknown: there is no such course for this person.
    """
    offer = visible_offers(actor).filter(key=key).first()
    times = offer.read_rules().times if offer else None
    if offer is None or not isinstance(times, Sessions):
        raise OfferUnknown
    rows = Reservation.objects.filter(offer=offer, state__in=LIVE)
    marks = SessionAttendance.objects.filter(reservation__offer=offer, came=True)
    waiting = WaitingEntry.objects.filter(offer=offer, state="waiting").select_related("group")
    return Course(
        offer,
        times.sessions,
        tuple(rows.select_related("offer", "space", "group").order_by("made_at", "id")),
        frozenset(marks.values_list("reservation_id", "session")),
        tuple(waiting),
    )
