# SPDX-License-Identifier: Apache-2.0
"""Bookings as JSON: what is free is open to all, booking is for who has signed in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema, Status
from ninja.errors import ValidationError
from pydantic import AwareDatetime

from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.confirm import confirm
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.queries.availability import Slot, list_free
from madoguchi.engines.booking.queries.lottery import published_file
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.queries.reservations import get_reservation, list_own
from madoguchi.engines.booking.rules.asks import read_answers
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on

MOST_DAYS = 93
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2199, 12, 31, tzinfo=UTC)
NO_NUL = r"^[^\x00]*$"


class Problem(Schema):
    """A refusal."""

    code: str
    message: str
    next_step: str | None = None


class ReservationIn(Schema):
    """What is to be booked."""

    offer: str = Field(max_length=80, pattern=NO_NUL)
    starts_at: AwareDatetime = Field(ge=EARLIEST, le=LATEST)
    ends_at: AwareDatetime = Field(ge=EARLIEST, le=LATEST)
    space: str = Field("", max_length=80, pattern=NO_NUL)
    people: int = Field(1, ge=1, le=100_000)
    purpose: str = Field("", max_length=48, pattern=NO_NUL)
    group_id: UUID | None = None
    answers: dict[str, str] = Field(
        default_factory=dict, max_length=12, description="to the offer's questions, by their keys"
    )
    confirm: bool = Field(default=False, description="book at once instead of holding (仮押さえ)")


class ReservationOut(Schema):
    """A booking."""

    number: str
    state: str
    offer: str
    space: str
    starts_at: datetime
    ends_at: datetime
    people: int
    amount_yen: int
    hold_until: datetime | None = None
    pay_by: datetime | None = None


class ReservationsOut(Schema):
    """One's own bookings, the next first."""

    reservations: list[ReservationOut]


class SlotOut(Schema):
    """A slot of a day."""

    starts_at: datetime
    ends_at: datetime
    free: bool
    left: int | None = None


class PlaceOut(Schema):
    """One place of the offer."""

    space: str
    slots: list[SlotOut]


class FreeOut(Schema):
    """What is free."""

    offer: str
    places: list[PlaceOut]


class Asked(Schema):
    """Which days."""

    first: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    last: date = Field(ge=FIRST_DAY, le=LAST_DAY)


UNREADABLE = text(
    "送られた内容の形が違います。",
    "What was sent has not the described shape.",
    "おくられた ものの 形が ちがいます。",
)
api = NinjaAPI(
    title="Madoguchi booking",
    version="1",
    description="What is free (open data), and one's own bookings (session and CSRF token).",
    urls_namespace="booking-api",
    openapi_url="/booking/openapi.json",
    docs_url=None,
)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as JSON with its status, in the reader's language."""
    lang = lang_of(request)
    body = {
        "code": refusal.code,
        "message": refusal.message.pick(lang),
        "next_step": refusal.next_step.pick(lang) if refusal.next_step else None,
    }
    answer = api.create_response(request, body, status=refusal.status)
    retry = getattr(refusal, "retry_after", None)
    if retry:
        answer.headers["Retry-After"] = str(retry)
    return answer


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent has not the shape that is described; which members, and why."""
    lang = lang_of(request)
    wrong = "; ".join(
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors[:10]
    )
    message = UNREADABLE.pick(lang)
    body = {"code": "booking.unreadable", "message": f"{message} ({wrong})", "next_step": None}
    return api.create_response(request, body, status=422)


def shown(reservation: Reservation) -> dict[str, Any]:
    """A booking as the API tells it."""
    return {
        "number": reservation.number,
        "state": reservation.state,
        "offer": reservation.offer.key,
        "space": reservation.space.key if reservation.space else "",
        "starts_at": reservation.starts_at,
        "ends_at": reservation.ends_at,
        "people": reservation.people,
        "amount_yen": reservation.amount_yen,
        "hold_until": reservation.hold_until,
        "pay_by": reservation.pay_by,
    }


REFUSALS = {403: Problem, 404: Problem, 409: Problem, 422: Problem, 503: Problem}


@api.post(
    "/reservations",
    response={201: ReservationOut, 401: Problem, **REFUSALS},
    summary="Hold or book a time",
)
def post_reservation(request: HttpRequest, wanted: ReservationIn) -> Any:
    """The header ``Idempotency-Key`` makes a second try safe: it gives the same booking."""
    key = request.headers.get("Idempotency-Key", "")[:80] or None
    made = hold(
        wanted=Wanted(
            offer=wanted.offer,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            space=wanted.space,
            people=wanted.people,
            purpose=wanted.purpose,
            group_id=wanted.group_id,
            contact=_answers(wanted),
            channel="api",
            straight=wanted.confirm,
            idempotency_key=key,
        ),
        actor=actor_on(request),
        at=now(),
    )
    return Status(201, shown(made))


def _answers(wanted: ReservationIn) -> dict[str, str]:
    """The answers to the questions that the offer has; others are left out."""
    if not wanted.answers:
        return {}
    asks = get_offer(wanted.offer).read_rules().asks
    kept = read_answers(asks, lambda name: wanted.answers.get(name.removeprefix("ask-"), ""))
    return {name: answer for name, answer in kept.items() if answer}


@api.get(
    "/reservations",
    response={200: ReservationsOut, 401: Problem},
    summary="One's own bookings that are not over",
)
def get_own(request: HttpRequest) -> Any:
    """The next 200."""
    rows = list_own(actor_on(request), since=now())[:200]
    return {"reservations": [shown(one) for one in rows]}


@api.post(
    "/reservations/{number}/confirm",
    response={200: ReservationOut, 401: Problem, **REFUSALS},
    summary="Confirm what is held or was won",
)
def post_confirm(request: HttpRequest, number: str) -> Any:
    """Twice changes nothing."""
    found = get_reservation(number, actor=actor_on(request))
    return shown(confirm(reservation_id=found.id, actor=actor_on(request), at=now()))


@api.post(
    "/reservations/{number}/cancel",
    response={200: ReservationOut, 401: Problem, **REFUSALS},
    summary="Cancel a booking; amount_yen is what is still owed",
)
def post_cancel(request: HttpRequest, number: str) -> Any:
    """Twice changes nothing."""
    found = get_reservation(number, actor=actor_on(request))
    return shown(cancel(reservation_id=found.id, actor=actor_on(request), at=now()))


@api.get(
    "/offers/{key}/free",
    response={200: FreeOut, **REFUSALS},
    summary="What is free of an offer; at most 93 days",
)
def get_free(request: HttpRequest, key: str, asked: Query[Asked]) -> Any:  # noqa: ARG001
    """Place by place, slot by slot; ``free`` is false where a slot is taken, past or too early."""
    offer = get_offer(key)
    last = min(asked.last, asked.first + timedelta(days=MOST_DAYS - 1))
    if last < asked.first:
        return {"offer": key, "places": []}
    found = list_free([offer], first=asked.first, last=last, at=now())
    body = {
        "offer": key,
        "places": [
            {
                "space": one.space.key if one.space else "",
                "slots": [_slot(slot) for day in one.days.listed() for slot in one.slots(day)],
            }
            for one in found
        ],
    }
    # Thousands of slots: written as they are, without a model for each.
    answer = HttpResponse(orjson.dumps(body), content_type="application/json")
    # Open data: pages of other sites may read it, and it may rest in caches for a minute.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "free": slot.is_free and slot.is_bookable,
        "left": slot.left,
    }


@api.get(
    "/lotteries/{key}",
    response={200: dict[str, Any], **REFUSALS},
    summary="What is published of a lottery: the promise, after the draw the whole file",
)
def get_lottery(request: HttpRequest, key: str) -> Any:  # noqa: ARG001
    """The file that ``rerun_draw.py`` reads."""
    return published_file(key)
