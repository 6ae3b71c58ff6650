# SPDX-License-Identifier: Apache-2.0
"""Take back what was written down about coming or staying away."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.locking import lock_reservation
from madoguchi.engines.booking.commands.writing import header_of, write_down
from madoguchi.engines.booking.events import ReservationUsed
from madoguchi.engines.booking.models import PenaltyPoint, Reservation
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.refusals import WrongState
from madoguchi.kernel.actors import Actor


@in_one_go
def undo_attendance(*, reservation_id: UUID, actor: Actor, at: datetime) -> Reservation:
    """The booking stands as before; points for staying away are taken back. Twice is once.

    Raises:
        NotAllowed, ReservationUnknown: not by this person. WrongState: nothing was written down.
    """
    reservation = lock_reservation(reservation_id)
    check_may_work(actor, reservation.offer.section)
    if reservation.state == "confirmed":
        return reservation
    if reservation.state not in {"used", "no_show"}:
        raise WrongState(state=reservation.get_state_display())
    PenaltyPoint.objects.filter(
        reservation_ref=reservation.ref, reason="no_show", withdrawn_at=None
    ).delete()
    reservation.state = "confirmed"
    reservation.version += 1
    reservation.save(update_fields=["state", "version"])
    write_down(
        ReservationUsed(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        detail={"undone": True},
    )
    return reservation
