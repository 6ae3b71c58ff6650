# SPDX-License-Identifier: Apache-2.0
"""Cancel a booking (予約を取り消す)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.give_points import write_points
from madoguchi.engines.booking.commands.locking import lock_reservation
from madoguchi.engines.booking.commands.release import free_all, leave_win
from madoguchi.engines.booking.commands.writing import header_of, write_down
from madoguchi.engines.booking.events import ReservationCancelled
from madoguchi.engines.booking.models import OPEN, Reservation
from madoguchi.engines.booking.policy import (
    MANAGE,
    check_may_touch,
    check_may_work,
    may_work,
)
from madoguchi.engines.booking.queries.leaving import leaving_of
from madoguchi.engines.booking.rules.desk_refusals import ReasonMissing
from madoguchi.engines.booking.rules.refusals import (
    TooLateToCancel,
    WrongState,
)
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute
from madoguchi.kernel.actors import Actor


@in_one_go
def cancel(
    *,
    reservation_id: UUID,
    actor: Actor,
    at: datetime,
    reason: str = "by_person",
    waive: bool = False,
    words: str = "",
) -> Reservation:
    """Give the booking up; what is owed stays in ``amount_yen``. Twice changes nothing.

    ``waive`` lets staff who manage the offer forgive fee and points; ``words`` say why.

    A win of a lottery is not free at once but at a random later moment.

    Raises:
        ReservationUnknown: none of this person's.
        WrongState: it is over.
        TooLateToCancel: the last moment for citizens has passed; staff still can.
        NotAllowed, ReasonMissing: a fee is waived without the right to, or without a reason.
    """
    reservation = lock_reservation(reservation_id)
    check_may_touch(actor, reservation)
    if reservation.state == "cancelled":
        return reservation
    if reservation.state not in OPEN:
        raise WrongState(state=reservation.get_state_display())
    if waive:
        check_waiving(reservation, words, actor)
    by_staff = may_work(actor, reservation.offer.section)
    pending = reservation.state != "confirmed"
    leaving = leaving_of(reservation, at=at)
    if leaving.is_too_late(at) and not by_staff:
        day, minute = day_and_minute(leaving.until)
        raise TooLateToCancel(until=f"{day.month}月{day.day}日 {clock_of(minute)}")
    waived = waive or pending or reason not in {"by_person", "by_phone"}
    owed = 0 if waived else leaving.owed_yen
    end(
        reservation, reason, owed_yen=owed, actor=actor, at=at, wait=reason != "closed",
        about={"words": words} if words else None,
    )  # fmt: skip
    if leaving.points and not waived:
        write_points(reservation, leaving.points, "late_cancel", actor=actor, at=at)
    return reservation


def check_waiving(reservation: Reservation, words: str, actor: Actor) -> None:
    """Raises NotAllowed, ReasonMissing unless this person may forgive what is owed, and says why."""
    check_may_work(actor, reservation.offer.section, MANAGE)
    if not words.strip():
        raise ReasonMissing


def end(
    reservation: Reservation,
    reason: str,
    *,
    owed_yen: int,
    actor: Actor,
    at: datetime,
    wait: bool,
    about: Mapping[str, str] | None = None,
) -> None:
    """Write the end of a locked booking and free what it had, a win later if ``wait``.

    ``about`` goes with the notice to the person.
    """
    won = reservation.channel == "lottery" and wait and reservation.starts_at > at
    reservation.state, reservation.ended_at = "cancelled", at
    reservation.end_reason, reservation.hold_until = reason, None
    reservation.amount_yen = owed_yen
    reservation.charged_yen = min(reservation.charged_yen, owed_yen)
    reservation.version += 1
    if won:
        leave_win(reservation, at=at)
    else:
        free_all(reservation)
    reservation.save(
        update_fields=[
            "state", "ended_at", "end_reason", "hold_until", "amount_yen", "charged_yen",
            "version", "releases_at",
        ]
    )  # fmt: skip
    write_down(
        ReservationCancelled(
            reservation=header_of(reservation), at=at, reason=reason, owed_yen=owed_yen
        ),
        reservation,
        actor=actor,
        detail={"reason": reason, "owed_yen": owed_yen, **(about or {})},
        notice="closed" if reason == "closed" else "cancelled",
        about=about,
    )
