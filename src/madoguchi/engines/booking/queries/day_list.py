# SPDX-License-Identifier: Apache-2.0
"""Who comes on a day: to a place, to an offer, or to anything of one's sections?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.engines.booking.models import LIVE, Reservation
from madoguchi.engines.booking.queries.offers import leaves_of
from madoguchi.engines.booking.queries.staff_view import visible_bookings
from madoguchi.engines.booking.rules.offer import Session, Sessions
from madoguchi.engines.booking.rules.times import DAY_MINUTES, day_and_minute, instant_of
from madoguchi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Coming:
    """A booking on a day, with the time at which its people come on that day."""

    reservation: Reservation
    starts_at: datetime
    ends_at: datetime


def list_for_day(
    day: date, *, actor: Actor, space: UUID | None = None, offer: UUID | None = None
) -> list[Coming]:
    """The live bookings of a day that somebody may see, early first; at most two queries.

    ``space``: those in it or in a part of it; ``offer``: those of one offer; neither: of every
    offer of the sections. Whoever has booked a course comes on the days of its sessions only.
    """
    rows = visible_bookings(actor).filter(
        state__in=LIVE,
        starts_at__lt=instant_of(day, DAY_MINUTES),
        ends_at__gt=instant_of(day, 0),
    )
    if offer is not None:
        rows = rows.filter(offer_id=offer)
    if space is not None:
        leaves = leaves_of([space]).get(space, [])
        rows = rows.filter(claims__leaf_id__in=leaves, claims__live=True).distinct()
    return sorted((one for row in rows for one in _on(row, day)), key=_place)


def sessions_on(times: Sessions, day: date) -> list[Session]:
    """The sessions of a course that begin on a day, early first."""
    found = [one for one in times.sessions if day_and_minute(one.starts_at)[0] == day]
    return sorted(found, key=lambda one: one.starts_at)


def _on(row: Reservation, day: date) -> list[Coming]:
    times = row.offer.read_rules().times
    if not isinstance(times, Sessions):
        return [Coming(row, row.starts_at, row.ends_at)]
    return [Coming(row, one.starts_at, one.ends_at) for one in sessions_on(times, day)]


def _place(one: Coming) -> tuple[datetime, str, int, str]:
    space = one.reservation.space
    position = space.position if space is not None else 0
    return one.starts_at, one.reservation.offer.key, position, str(one.reservation.id)
