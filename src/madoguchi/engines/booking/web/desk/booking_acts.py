# SPDX-License-Identifier: Apache-2.0
"""What can staff do with a booking? Each act reads its fields and calls its command."""

from collections.abc import Callable
from datetime import datetime

from django.http import QueryDict

from madoguchi.engines.booking.commands.attend import (
    approve_reduction,
    attend,
    mark_paid,
    pay_back,
)
from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.change import change
from madoguchi.engines.booking.commands.confirm import confirm
from madoguchi.engines.booking.commands.give_points import withdraw_points
from madoguchi.engines.booking.commands.undo_attendance import undo_attendance
from madoguchi.engines.booking.models import PenaltyPoint, Reservation
from madoguchi.engines.booking.rules.desk_refusals import PeopleUnreadable, ReasonMissing
from madoguchi.engines.booking.rules.refusals import (
    ReservationUnknown,
    TimeUnreadable,
)
from madoguchi.engines.booking.rules.times import day_and_minute, instant_of
from madoguchi.engines.booking.rules.typed import agreed_typed, day_typed, hours_typed
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.text import to_halfwidth_digits

Act = Callable[[Reservation, QueryDict, Actor, datetime], object]
CANCEL_REASONS = ("by_phone", "by_person", "city", "other")


def _attend(one: Reservation, _: QueryDict, actor: Actor, at: datetime) -> object:
    return attend(reservation_id=one.id, came=True, actor=actor, at=at)


def _no_show(one: Reservation, _: QueryDict, actor: Actor, at: datetime) -> object:
    return attend(reservation_id=one.id, came=False, actor=actor, at=at)


def _undo(one: Reservation, _: QueryDict, actor: Actor, at: datetime) -> object:
    return undo_attendance(reservation_id=one.id, actor=actor, at=at)


def _paid(one: Reservation, _: QueryDict, actor: Actor, at: datetime) -> object:
    return mark_paid(reservation_id=one.id, actor=actor, at=at)


def _paid_back(one: Reservation, _: QueryDict, actor: Actor, at: datetime) -> object:
    return pay_back(reservation_id=one.id, actor=actor, at=at)


def _confirm(one: Reservation, _: QueryDict, actor: Actor, at: datetime) -> object:
    return confirm(reservation_id=one.id, actor=actor, at=at)


def _cancel(one: Reservation, data: QueryDict, actor: Actor, at: datetime) -> object:
    reason, words = data.get("reason", ""), data.get("words", "").strip()[:400]
    if reason not in CANCEL_REASONS or (reason == "other" and not words):
        raise ReasonMissing
    return cancel(
        reservation_id=one.id, actor=actor, at=at, reason=reason, waive=bool(data.get("waive")),
        words=words,
    )  # fmt: skip


def _change(one: Reservation, data: QueryDict, actor: Actor, at: datetime) -> object:
    day = day_typed(data.get("day", ""), today(at))
    starts, ends = hours_typed(data.get("hours", ""))
    if starts is None or ends is None:
        raise TimeUnreadable(written=data.get("hours", "")[:12])
    return change(
        reservation_id=one.id,
        actor=actor,
        at=at,
        starts_at=instant_of(day, starts),
        ends_at=instant_of(day, ends),
        space=data.get("space") or None,
        people=people_of(data),
        agreed=agreed_typed(data.get("agreed", "")),
        waive=bool(data.get("waive")),
        words=data.get("words", "").strip()[:400],
    )


def _people(one: Reservation, data: QueryDict, actor: Actor, at: datetime) -> object:
    return change(
        reservation_id=one.id, actor=actor, at=at, people=people_of(data), agreed=agreed_typed(data.get("agreed", "")),
        waive=bool(data.get("waive")), words=data.get("words", "").strip()[:400],
    )  # fmt: skip


def people_of(data: QueryDict) -> int:
    """The number of people of a form.

    Raises:
        PeopleUnreadable: it is no number.
    """
    words = to_halfwidth_digits(data.get("people", "")).strip().removesuffix("人")
    if not (words.isascii() and words.isdigit() and 0 < int(words[:6]) < 100_000):
        raise PeopleUnreadable(written=words[:12])
    return int(words)


def _reduction(one: Reservation, data: QueryDict, actor: Actor, at: datetime) -> object:
    approve, why = data.get("decision") == "approve", data.get("why", "").strip()[:400]
    if not approve and not why:
        raise ReasonMissing
    return approve_reduction(reservation_id=one.id, approve=approve, why=why, actor=actor, at=at)


def _points(one: Reservation, data: QueryDict, actor: Actor, at: datetime) -> object:
    why = data.get("why", "").strip()[:400]
    if not why:
        raise ReasonMissing
    own = {
        str(point.id): point.id for point in PenaltyPoint.objects.filter(reservation_ref=one.ref)
    }
    point_id = own.get(data.get("point", ""))
    if point_id is None:
        raise ReservationUnknown
    return withdraw_points(
        point_id=point_id, section=one.offer.section, why=why, actor=actor, at=at
    )


ACTS: dict[str, Act] = {
    "attend": _attend,
    "no-show": _no_show,
    "undo": _undo,
    "paid": _paid,
    "paid-back": _paid_back,
    "confirm": _confirm,
    "cancel": _cancel,
    "change": _change,
    "people": _people,
    "reduction": _reduction,
    "points": _points,
}
"""Verb of the address → what it does."""


def typed_times(one: Reservation) -> dict[str, str]:
    """Day and hours of a booking as a clerk types them."""
    day, starts = day_and_minute(one.starts_at)
    _, ends = day_and_minute(one.ends_at)
    hours = f"{starts // 60}:{starts % 60:02d}-{ends // 60 or 24}:{ends % 60:02d}"
    return {"day": f"{day.month}/{day.day}", "hours": hours, "people": str(one.people)}
