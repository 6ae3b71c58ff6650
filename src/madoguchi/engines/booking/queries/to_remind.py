# SPDX-License-Identifier: Apache-2.0
"""Which bookings is somebody to be reminded of now?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from madoguchi.engines.booking.models import PENDING, Offer, Reminder, Reservation
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.reminding import LEAD, SHORTEST, deadline_due

COMING = ("confirmed",)
MEETING = ("confirmed", "used")
"""Whoever came to a meeting of a course is reminded of the next."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due: of what moment of which booking."""

    reservation_id: UUID
    kind: str
    about_at: datetime
    hours: int = 0


def list_due(*, at: datetime) -> list[Due]:
    """Everything that is due and not decided yet, the nearest moment first."""
    found = [*_starts(at), *_meetings(at), *_answers(at), *_payments(at)]
    return sorted(found, key=lambda one: (one.about_at, one.reservation_id, one.hours))


def still_stands(row: Reservation, one: Due, *, at: datetime) -> bool:
    """Whether the moment is still ahead of the booking, now that its row is locked."""
    if one.about_at <= at:
        return False
    if one.kind == "start":
        times = row.read_rules().times
        if isinstance(times, Sessions):
            return row.state in MEETING
        return row.state in COMING and row.starts_at == one.about_at
    if one.kind == "confirm":
        return row.state in PENDING and row.hold_until == one.about_at
    unpaid = row.state == "confirmed" and row.paid_at is None and row.amount_yen > 0
    return unpaid and row.pay_by == one.about_at


def _starts(at: datetime) -> Iterator[Due]:
    """One query for each number of hours, not for each offer."""
    offers: dict[int, list[UUID]] = {}
    for offer in Offer.objects.all():
        rules = offer.read_rules()
        if not isinstance(rules.times, Sessions):
            for before in set(rules.remind_hours):
                offers.setdefault(before, []).append(offer.id)
    for hours, ids in sorted(offers.items()):
        rows = Reservation.objects.filter(
            offer__in=ids, state__in=COMING, starts_at__gt=at,
            starts_at__lte=at + timedelta(hours=hours),
        )  # fmt: skip
        undone = rows.exclude(_decided("start", "starts_at", hours))
        for row, starts_at in undone.values_list("id", "starts_at"):
            yield Due(row, "start", starts_at, hours)


def _meetings(at: datetime) -> Iterator[Due]:
    """Every meeting of a course has its own reminder."""
    for offer in Offer.objects.filter(kind="course"):
        rules = offer.read_rules()
        if not isinstance(rules.times, Sessions):
            continue
        for session in rules.times.sessions:
            for hours in sorted(set(rules.remind_hours)):
                if not at < session.starts_at <= at + timedelta(hours=hours):
                    continue
                done = Reminder.objects.filter(
                    reservation=OuterRef("pk"), kind="start", hours=hours,
                    about_at=session.starts_at,
                )  # fmt: skip
                rows = Reservation.objects.filter(offer=offer, state__in=MEETING)
                for row in rows.exclude(Exists(done)).values_list("id", flat=True):
                    yield Due(row, "start", session.starts_at, hours)


def _answers(at: datetime) -> Iterator[Due]:
    """Wins and places from the waiting list that nobody has confirmed."""
    rows = Reservation.objects.filter(
        state__in=PENDING, hold_until__gt=at, hold_until__lte=at + LEAD, made_at__lte=at - SHORTEST / 2
    ).exclude(_decided("confirm", "hold_until"))  # fmt: skip
    return _near(rows, "confirm", "made_at", "hold_until", at)


def _payments(at: datetime) -> Iterator[Due]:
    rows = Reservation.objects.filter(
        Q(pay_by__lte=F("starts_at")), state="confirmed", paid_at__isnull=True, amount_yen__gt=0,
        pay_by__gt=at, pay_by__lte=at + LEAD,
    ).exclude(_decided("pay", "pay_by"))  # fmt: skip
    return _near(rows, "pay", "confirmed_at", "pay_by", at)


def _near(
    rows: QuerySet[Reservation], kind: str, since: str, until: str, at: datetime
) -> Iterator[Due]:
    for row, first, last in rows.values_list("id", since, until):
        due = deadline_due(first or at, last)
        if due is not None and due <= at:
            yield Due(row, kind, last)


def _decided(kind: str, moment: str, hours: int = 0) -> Exists:
    return Exists(
        Reminder.objects.filter(
            reservation=OuterRef("pk"), kind=kind, hours=hours, about_at=OuterRef(moment)
        )
    )
