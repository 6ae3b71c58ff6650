# SPDX-License-Identifier: Apache-2.0
"""Give free what nobody confirmed, paid or wanted any more: holds, wins, unpaid bookings."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.counting import give_back
from madoguchi.engines.booking.commands.locking import lock_reservation, lock_these_leaves
from madoguchi.engines.booking.commands.occupy import free_claims
from madoguchi.engines.booking.commands.writing import header_of, write_down
from madoguchi.engines.booking.events import ReservationExpired
from madoguchi.engines.booking.models import PENDING, Claim, Reservation, WaitingEntry
from madoguchi.engines.booking.rules.releasing import release_moment
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

MOST_AT_ONCE = 500
_CHANCES = 1 << 32


def free_all(reservation: Reservation) -> None:
    """Free every leaf and place of a booking; its row must be locked."""
    claims = list(Claim.objects.filter(reservation_id=reservation.id, live=True))
    if claims:
        lock_these_leaves(claim.leaf_id for claim in claims)
        free_claims(claims)
    give_back(reservation)


def leave_win(reservation: Reservation, *, at: datetime) -> None:
    """Keep a given-back win blocked until a moment that nobody can foresee."""
    rules = reservation.read_rules()
    reservation.releases_at = release_moment(
        rules.won_release,
        at=at,
        starts_at=reservation.starts_at,
        chance=secrets.randbelow(_CHANCES),
        of=_CHANCES,
    )
    Claim.objects.filter(reservation_id=reservation.id, live=True).update(expires_at=None)


@in_one_go
def clear_expired(*, reservation_id: UUID, actor: Actor, at: datetime) -> str:
    """Release one booking if its time is over; returns why, or an empty text if it is not.

    Whoever comes second finds nothing to do.
    """
    reservation = lock_reservation(reservation_id)
    if reservation.releases_at is not None and reservation.releases_at <= at:
        free_all(reservation)
        reservation.releases_at = None
        reservation.save(update_fields=["releases_at"])
        record(
            action="booking.reservation.released",
            actor=actor,
            subject=reservation.ref,
            at=at,
            detail={"number": reservation.number},
        )
        return "released"
    reason = _reason(reservation, at=at)
    if reason:
        _expire(reservation, reason, actor=actor, at=at)
    return reason


def _reason(reservation: Reservation, *, at: datetime) -> str:
    pending = reservation.state in PENDING
    if pending and reservation.hold_until is not None and reservation.hold_until <= at:
        return "unconfirmed" if reservation.state == "won" else "hold_over"
    unpaid = reservation.state == "confirmed" and reservation.paid_at is None
    if unpaid and reservation.amount_yen and reservation.pay_by is not None:
        return "unpaid" if reservation.pay_by <= at < reservation.starts_at else ""
    return ""


def _expire(reservation: Reservation, reason: str, *, actor: Actor, at: datetime) -> None:
    won = reservation.channel == "lottery" and reservation.starts_at > at
    reservation.state, reservation.ended_at = "expired", at
    reservation.end_reason, reservation.hold_until = reason, None
    reservation.version += 1
    if won:
        leave_win(reservation, at=at)
    else:
        free_all(reservation)
    reservation.save(
        update_fields=[
            "state", "ended_at", "end_reason", "hold_until", "version", "releases_at",
        ]
    )  # fmt: skip
    if reservation.channel == "waiting" and reason == "hold_over":
        _unanswered(reservation, at=at)
    write_down(
        ReservationExpired(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        detail={"reason": reason},
        notice=_notice(reservation, reason),
    )


def _notice(reservation: Reservation, reason: str) -> str:
    """Who let a hold pass knows it; who had waited for it is told."""
    if reason != "hold_over":
        return reason
    return "waiting_unanswered" if reservation.channel == "waiting" else ""


def _unanswered(reservation: Reservation, *, at: datetime) -> None:
    """The place on the list that led to this hold has ended with it."""
    WaitingEntry.objects.filter(reservation=reservation, state="offered").update(
        state="over", ended_at=at, end_reason="unanswered"
    )


def list_overdue(*, at: datetime) -> list[UUID]:
    """The bookings whose time is over, the oldest first."""
    over = (
        Q(hold_until__lte=at)
        | Q(releases_at__lte=at)
        | Q(
            state="confirmed", paid_at__isnull=True, amount_yen__gt=0, pay_by__lte=at,
            starts_at__gt=at, pay_by__lt=F("starts_at"),
        )
    )  # fmt: skip
    rows = Reservation.objects.filter(over).order_by("id").values_list("id", flat=True)
    return list(rows[:MOST_AT_ONCE])


def release_expired(*, actor: Actor, at: datetime) -> list[UUID]:
    """Release everything whose time is over; returns the bookings that gave something free."""
    return [
        one for one in list_overdue(at=at) if clear_expired(reservation_id=one, actor=actor, at=at)
    ]
