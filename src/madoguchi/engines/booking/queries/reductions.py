# SPDX-License-Identifier: Apache-2.0
"""Which reductions (減免) wait to be decided by a section?"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.queries.staff_view import visible_offers
from madoguchi.kernel.actors import Actor

STILL_WAITS = timedelta(days=366)
"""So long after the use a reduction can still wait: afterwards it is for the accounts."""
STATES = ("won", "confirmed", "used", "no_show")


def waiting_reductions(actor: Actor, *, at: datetime) -> QuerySet[Reservation]:
    """The unpaid bookings of the sections whose reduction nobody has decided, the next use first.

    Only offers whose rules have a reduction that needs approval are looked at.
    """
    offers = [
        one.id
        for one in visible_offers(actor)
        if any(rule.needs_approval for rule in one.read_rules().reductions)
    ]
    rows = Reservation.objects.filter(
        offer_id__in=offers,
        state__in=STATES,
        paid_at=None,
        starts_at__gte=at - STILL_WAITS,
        fee__needs_approval=True,
    )
    return rows.select_related("offer", "space", "group").order_by("starts_at", "id")
