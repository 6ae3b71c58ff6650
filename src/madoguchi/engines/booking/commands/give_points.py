# SPDX-License-Identifier: Apache-2.0
"""Give penalty points, and take them back (ペナルティ点)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.models import PenaltyPoint, Reservation
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


def write_points(
    reservation: Reservation, points: int, reason: str, *, actor: Actor, at: datetime
) -> None:
    """Points for what happened to a booking, once per reason."""
    party = reservation.group.ref if reservation.group else reservation.person_ref
    PenaltyPoint.objects.bulk_create(
        [
            PenaltyPoint(
                id=new_id(),
                party_ref=party,
                points=points,
                reason=reason,
                reservation_ref=reservation.ref,
                given_at=at,
                given_by_ref=actor.ref,
            )
        ],
        ignore_conflicts=True,
    )
    record(
        action="booking.points.given",
        actor=actor,
        subject=reservation.ref,
        at=at,
        detail={"points": points, "reason": reason},
    )


@transaction.atomic
def withdraw_points(
    *, point_id: UUID, section: str, why: str, actor: Actor, at: datetime
) -> PenaltyPoint:
    """Take points back, with the reason.

    Raises:
        NotAllowed: not staff who manage the section.
        ReservationUnknown: there are no such points.
    """
    check_may_work(actor, section, MANAGE)
    point = PenaltyPoint.objects.select_for_update().filter(id=point_id).first()
    if point is None:
        raise ReservationUnknown
    point.withdrawn_at, point.withdrawn_why = at, why
    point.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record(
        action="booking.points.withdrawn",
        actor=actor,
        subject=f"booking:points:{point.id}",
        at=at,
        detail={"points": point.points, "why": why},
    )
    return point
