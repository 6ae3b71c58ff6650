# SPDX-License-Identifier: Apache-2.0
"""Which places were taken for disasters, which bookings ended by it, and who is to be called?"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.engines.booking.models import CallNote, Closure, EvacuationOrder, Reservation
from madoguchi.engines.booking.policy import VIEW, may_work
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


CALLERS = "caller:"
"""People without an account: no notice reaches them."""


def list_to_call(order: EvacuationOrder, *, actor: Actor) -> list[Reservation]:
    """The bookings that ended, and of courses that pause, of people whom only a call reaches."""
    return [
        one
        for one in [*list_ended(order), *_taking_part(order)]
        if one.person_ref.startswith(CALLERS) and may_work(actor, one.offer.section, VIEW)
    ]


def _taking_part(order: EvacuationOrder) -> list[Reservation]:
    """Who takes part in a course whose room the order took."""
    ids = [one for closure in order.closures.all() for one in closure.paused]
    if not ids:
        return []
    offers = Closure.objects.filter(id__in=ids).values_list("offer_id", flat=True)
    rows = Reservation.objects.filter(offer__in=set(offers), state__in=("confirmed", "used"))
    return list(rows.select_related("offer", "space", "group").order_by("made_at", "id"))


def calls_of(order: EvacuationOrder) -> dict[UUID, CallNote]:
    """How the last call about each booking went."""
    return {one.reservation_id: one for one in CallNote.objects.filter(order=order)}


def list_shelters(*, at: datetime) -> list[Closure]:
    """The places that are shelters now."""
    rows = Closure.objects.filter(
        order__is_shelter=True, order__lifted_at=None, lifted_at=None,
        starts_at__lte=at, ends_at__gt=at,
    )  # fmt: skip
    return list(rows.select_related("space__parent").order_by("space__position", "space__key"))
