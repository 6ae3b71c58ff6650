# SPDX-License-Identifier: Apache-2.0
"""Record that somebody came, or stayed away; that a fee was paid; that a reduction holds."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.give_points import write_points
from madoguchi.engines.booking.commands.hold import fee_words
from madoguchi.engines.booking.commands.locking import lock_reservation
from madoguchi.engines.booking.commands.note_due import note_due
from madoguchi.engines.booking.commands.writing import header_of, tell, write_down
from madoguchi.engines.booking.events import ReservationUsed
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.fees import Due
from madoguchi.engines.booking.rules.refusals import PastTime, WrongState
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def attend(*, reservation_id: UUID, came: bool, actor: Actor, at: datetime) -> Reservation:
    """Write down whether the person came; staying away may cost points.

    Raises:
        NotAllowed, ReservationUnknown: not by this person.
        WrongState: the booking does not stand. PastTime: staying away before the time is over.
    """
    reservation = lock_reservation(reservation_id)
    check_may_work(actor, reservation.offer.section)
    if reservation.state not in {"confirmed", "used", "no_show"}:
        raise WrongState(state=reservation.get_state_display())
    if not came and at < reservation.starts_at:
        raise PastTime
    state = "used" if came else "no_show"
    if reservation.state == state:
        return reservation
    reservation.state = state
    reservation.version += 1
    reservation.save(update_fields=["state", "version"])
    points = reservation.read_rules().cancellation.no_show_points
    if not came and points:
        write_points(reservation, points, "no_show", actor=actor, at=at)
    write_down(
        ReservationUsed(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        notice="" if came else "no_show",
    )
    return reservation


@in_one_go
def mark_paid(*, reservation_id: UUID, actor: Actor, at: datetime) -> Reservation:
    """Write down that what was due is paid (at the counter, or as payments report). Twice is once.

    A fee that has risen since is due again, exactly by the difference.

    Raises:
        NotAllowed, ReservationUnknown: not by this person. WrongState: nothing stands to be paid.
    """
    reservation = lock_reservation(reservation_id)
    check_may_work(actor, reservation.offer.section)
    if reservation.paid_at is not None and reservation.balance_yen <= 0:
        return reservation
    if reservation.state in {"held", "won", "expired"}:
        raise WrongState(state=reservation.get_state_display())
    received = reservation.balance_yen
    reservation.paid_at, reservation.paid_yen = at, reservation.amount_yen
    reservation.version += 1
    reservation.save(update_fields=["paid_at", "paid_yen", "version"])
    record(
        action="booking.reservation.paid",
        actor=actor,
        subject=reservation.ref,
        at=at,
        detail={
            "number": reservation.number,
            "amount_yen": reservation.amount_yen,
            "received_yen": received,
        },
    )
    note_due(reservation, at=at)
    tell(reservation, "paid", at=at, about={"received_yen": received})
    return reservation


@in_one_go
def pay_back(*, reservation_id: UUID, actor: Actor, at: datetime) -> Reservation:
    """Write down that what was paid too much was given back. Twice is once.

    Raises:
        NotAllowed, ReservationUnknown: not by this person.
    """
    reservation = lock_reservation(reservation_id)
    check_may_work(actor, reservation.offer.section)
    surplus = -reservation.balance_yen
    if surplus <= 0:
        return reservation
    reservation.paid_yen = reservation.amount_yen
    reservation.version += 1
    reservation.save(update_fields=["paid_yen", "version"])
    record(
        action="booking.reservation.paid_back",
        actor=actor,
        subject=reservation.ref,
        at=at,
        detail={"number": reservation.number, "paid_back_yen": surplus},
    )
    note_due(reservation, at=at)
    tell(reservation, "paid_back", at=at, about={"paid_back_yen": surplus})
    return reservation


@in_one_go
def approve_reduction(
    *, reservation_id: UUID, approve: bool, why: str, actor: Actor, at: datetime
) -> Reservation:
    """Decide on a reduction (減免) that needs approval; the amount due follows.

    Raises:
        NotAllowed, ReservationUnknown: not by this person.
        WrongState: there is no reduction to decide, or the fee was paid.
    """
    reservation = lock_reservation(reservation_id)
    check_may_work(actor, reservation.offer.section)
    if not reservation.fee.get("needs_approval") or reservation.paid_at is not None:
        raise WrongState(state=reservation.get_state_display())
    key = str(reservation.fee["reduction"])
    due = _fee_again(reservation, key if approve else "")
    reservation.fee = {**fee_words(due), "needs_approval": False, "approved": approve, "why": why}
    reservation.amount_yen = due.yen + reservation.charged_yen
    reservation.version += 1
    reservation.save(update_fields=["fee", "amount_yen", "version"])
    record(
        action="booking.reduction.decided",
        actor=actor,
        subject=reservation.ref,
        at=at,
        detail={"reduction": key, "approved": approve, "amount_yen": due.yen, "why": why},
    )
    note_due(reservation, at=at)
    tell(reservation, "reduction", at=at, about={"approved": approve})
    return reservation


def _fee_again(reservation: Reservation, approved: str) -> Due:
    """The fee of a booking as its lines were, with or without the reduction."""
    full = int(reservation.fee["full_yen"])
    rules = reservation.read_rules()
    found = [one for one in rules.reductions if one.key == approved]
    lines = tuple((str(key), int(yen)) for key, yen in reservation.fee["lines"])
    reduced = full * found[0].percent // 100 if found else 0
    return Due(full, reduced, approved if found else "", needs_approval=False, lines=lines)
