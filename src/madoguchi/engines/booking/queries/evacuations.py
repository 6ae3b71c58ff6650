# SPDX-License-Identifier: Apache-2.0
"""Which places were taken for disasters, and which bookings ended by it?"""

from uuid import UUID

from django.db.models import QuerySet

from madoguchi.engines.booking.models import EvacuationOrder, Reservation
from madoguchi.engines.booking.queries.staff_view import sections_of
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor

MOST_SHOWN = 30


def _visible(actor: Actor) -> QuerySet[EvacuationOrder]:
    rows, sections = EvacuationOrder.objects.all(), sections_of(actor)
    if sections is not None:
        rows = rows.filter(closures__space__section__in=sections).distinct()
    return rows.prefetch_related("closures__space")


def list_orders(actor: Actor) -> list[EvacuationOrder]:
    """The orders of the sections, the newest first."""
    return list(_visible(actor)[:MOST_SHOWN])


def get_order(order_id: UUID, *, actor: Actor) -> EvacuationOrder:
    """One order.

    Raises:
        ReservationUnknown: there is none for this person.
    """
    found = _visible(actor).filter(id=order_id).first()
    if found is None:
        raise ReservationUnknown
    return found


def list_ended(order: EvacuationOrder) -> list[Reservation]:
    """The bookings that the order ended, as they stand now."""
    ids = [UUID(one["id"]) for closure in order.closures.all() for one in closure.ended]
    rows = Reservation.objects.filter(id__in=ids).select_related("offer", "space", "group")
    return list(rows.order_by("starts_at", "id"))
