# SPDX-License-Identifier: Apache-2.0
"""Book the chosen dates of a series in one act, all or none; cancel all that are still to come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.commands.locking import lock_leaves, lock_parties
from madoguchi.engines.booking.commands.look_ahead import with_caller
from madoguchi.engines.booking.models import OPEN, Reservation, Series, Space
from madoguchi.engines.booking.policy import check_may_touch
from madoguchi.engines.booking.queries.callers import PHONE_LOCK, phone_of
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.rules.refusals import (
    NotASlot,
    ReservationUnknown,
    TooBusy,
    TooLateToCancel,
)
from madoguchi.engines.booking.rules.series import (
    Place,
    SeriesConflict,
    SeriesEmpty,
    SeriesWish,
    dates_of,
)
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.audit.api import record


@in_one_go
def book_series(
    *, wish: SeriesWish, chosen: Sequence[Place], actor: Actor, at: datetime, key: str | None = None
) -> Series:
    """Book every chosen time for good; the same ``key`` of the same person gives the same series.

    Raises:
        SeriesNotOffered, SeriesTooLong, SeriesEmpty: nothing to book, or not so much at once.
        NotASlot: a time on a day that is not of the series.
        SeriesConflict: some dates are not free any more; nothing was booked.
    """
    wish = with_caller(wish, actor)
    person = wish.person_ref or actor.ref
    known = Series.objects.filter(person_ref=person, idempotency_key=key).first() if key else None
    if known is not None:
        return known
    offer = get_offer(wish.offer)
    _check(chosen, dates_of(wish, offer.read_rules()))
    series = Series.objects.create(
        id=new_id(),
        number=new_receipt_number(today(at)),
        offer=offer,
        person_ref=person,
        group_id=wish.group_id,
        pattern=wish.pattern,
        first_on=wish.first_on,
        last_on=max(wish.last_on, wish.first_on),
        idempotency_key=key,
        made_at=at,
        made_by_ref=actor.ref,
    )
    lock_parties(_parties(wish, person))
    spaces = Space.objects.filter(key__in={one.space for one in chosen})
    lock_leaves(spaces.values_list("id", flat=True))
    made = _hold_all(wish, chosen, actor=actor, at=at)
    Reservation.objects.filter(id__in=made).update(series=series)
    record(
        action="booking.series.booked",
        actor=actor,
        subject=f"booking:series:{series.id}",
        at=at,
        detail={
            "number": series.number,
            "offer": offer.key,
            "dates": len(made),
            "pattern": series.pattern,
        },
    )
    return series


def _parties(wish: SeriesWish, person: str) -> list[str]:
    """Whose bookings every date will count, locked before any leaf."""
    if wish.group_id:
        return [person, f"booking:group:{wish.group_id}"]
    phone = phone_of(person, wish.contact)
    return [person, PHONE_LOCK + phone] if phone else [person]


def _check(chosen: Sequence[Place], days: Sequence[object]) -> None:
    if not chosen:
        raise SeriesEmpty
    on = [day_and_minute(one.starts_at)[0] for one in chosen]
    if len(set(on)) != len(on) or not set(on) <= set(days):
        raise NotASlot


def _hold_all(
    wish: SeriesWish, chosen: Sequence[Place], *, actor: Actor, at: datetime
) -> list[UUID]:
    """Hold each; what is refused is gathered, and then nothing is kept."""
    made, refused = [], []
    for place in sorted(chosen, key=lambda one: (one.starts_at, one.space)):
        try:
            made.append(hold(wanted=wish.at(place), actor=actor, at=at).id)
        except TooBusy:
            raise
        except Refusal:
            refused.append(place)
    if refused:
        raise SeriesConflict(days="、".join(_words(one) for one in refused))
    return made


def _words(place: Place) -> str:
    day, minute = day_and_minute(place.starts_at)
    return f"{day.month}月{day.day}日 {clock_of(minute)}"


@in_one_go
def cancel_series(*, series_id: UUID, actor: Actor, at: datetime) -> tuple[int, int]:
    """Cancel what is still to come; returns how many were cancelled and how many stay.

    Each date is cancelled under its own rule; where the last moment has passed it stays.

    Raises:
        ReservationUnknown: no such series of this person.
    """
    series = Series.objects.filter(id=series_id).first()
    if series is None:
        raise ReservationUnknown
    rows = list(coming(series, at=at))
    cancelled = kept = 0
    for row in rows:
        check_may_touch(actor, row)
        try:
            cancel(reservation_id=row.id, actor=actor, at=at)
        except TooLateToCancel:
            kept += 1
        else:
            cancelled += 1
    record(
        action="booking.series.cancelled",
        actor=actor,
        subject=f"booking:series:{series.id}",
        at=at,
        detail={"number": series.number, "cancelled": cancelled, "kept": kept},
    )
    return cancelled, kept


def coming(series: Series, *, at: datetime) -> QuerySet[Reservation]:
    """The bookings of a series that stand and have not begun."""
    return (
        Reservation.objects.filter(series=series, state__in=OPEN, starts_at__gt=at)
        .select_related("offer", "space", "group")
        .order_by("starts_at")
    )
