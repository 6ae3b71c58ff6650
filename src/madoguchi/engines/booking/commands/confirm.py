# SPDX-License-Identifier: Apache-2.0
"""Confirm what is held or was won (予約を確定する)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.locking import lock_reservation
from madoguchi.engines.booking.commands.writing import header_of, write_down
from madoguchi.engines.booking.events import ReservationConfirmed
from madoguchi.engines.booking.models import PENDING, Claim, Reservation
from madoguchi.engines.booking.policy import check_may_touch
from madoguchi.engines.booking.queries.reservations import read_contact
from madoguchi.engines.booking.rules.asks import check_answers
from madoguchi.engines.booking.rules.fees import pay_by
from madoguchi.engines.booking.rules.refusals import HoldExpired, WrongState
from madoguchi.kernel.actors import Actor


@in_one_go
def confirm(*, reservation_id: UUID, actor: Actor, at: datetime) -> Reservation:
    """Make the booking stand; doing it twice changes nothing.

    Raises:
        ReservationUnknown: none of this person's.
        HoldExpired: the hold or the date to confirm has passed.
        WrongState: it was cancelled, or is over.
        AnswerMissing, AnswerTooLong, AnswerNoNumber: a question of the offer is not answered.
    """
    reservation = lock_reservation(reservation_id)
    check_may_touch(actor, reservation)
    if reservation.state == "confirmed":
        return reservation
    if reservation.state == "expired":
        raise HoldExpired
    if reservation.state not in PENDING:
        raise WrongState(state=reservation.get_state_display())
    if reservation.hold_until is not None and reservation.hold_until <= at:
        raise HoldExpired
    if reservation.offer.read_rules().asks:
        check_answers(reservation.offer.read_rules().asks, read_contact(reservation))
    if reservation.amount_yen and reservation.pay_by is None:
        rules = reservation.read_rules()
        reservation.pay_by = pay_by(rules, starts_at=reservation.starts_at, at=at)
    reservation.state, reservation.confirmed_at, reservation.hold_until = "confirmed", at, None
    reservation.version += 1
    reservation.save(update_fields=["state", "confirmed_at", "hold_until", "pay_by", "version"])
    Claim.objects.filter(reservation_id=reservation.id, live=True).update(expires_at=None)
    write_down(
        ReservationConfirmed(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        notice="confirmed",
    )
    return reservation
