# SPDX-License-Identifier: Apache-2.0
"""Dues and attempts as JSON, for who has signed in."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Header, NinjaAPI, Schema, Status
from ninja.errors import ValidationError

from madoguchi.engines.payments.commands.start_attempt import Asked, start_attempt
from madoguchi.engines.payments.models import Attempt, Receivable
from madoguchi.engines.payments.policy import may_pay_for
from madoguchi.engines.payments.queries.dues import get_due, list_unpaid
from madoguchi.engines.payments.rules.numbers import parse_number
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on

NO_NUL = r"^[^\x00]*$"
MOST = 200


class Problem(Schema):
    """A refusal."""

    code: str
    message: str
    next_step: str | None = None


class AttemptIn(Schema):
    """What is to be paid."""

    number: str = Field(max_length=40, pattern=NO_NUL, description="the due's 12 digits")
    yen: int = Field(ge=1, le=999_999_999_999, description="as it was shown")
    route: str = Field("card", pattern="^(card|code)$")


class AttemptOut(Schema):
    """An attempt; the payer goes on at ``redirect_url``."""

    id: str
    state: str
    yen: int
    redirect_url: str


class DueOut(Schema):
    """Something to be paid."""

    number: str
    title: str
    state: str
    due_on: date | None
    due_yen: int
    paid_yen: int
    balance_yen: int


class DuesOut(Schema):
    """What is to be paid, the earliest due date first."""

    dues: list[DueOut]


UNREADABLE = text(
    "送られた内容の形が違います。",
    "What was sent has not the described shape.",
    "おくられた ものの 形が ちがいます。",
)
api = NinjaAPI(
    title="Madoguchi payments",
    version="1",
    description="One's own dues and paying them (session, CSRF token, Idempotency-Key).",
    urls_namespace="payments-api",
    openapi_url="/payments/openapi.json",
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
    return api.create_response(request, body, status=refusal.status)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, _: ValidationError) -> HttpResponse:
    """What was sent has another shape."""
    body = {"code": "unreadable", "message": UNREADABLE.pick(lang_of(request)), "next_step": None}
    return api.create_response(request, body, status=422)


@api.get("/payments/dues", response={200: DuesOut}, operation_id="list_dues")
def dues(request: HttpRequest) -> dict[str, Any]:
    """What the signed-in person and their household have to pay."""
    lang = lang_of(request)
    return {"dues": [_due(one, lang) for one in list_unpaid(actor_on(request))[:MOST]]}


@api.post(
    "/payments/attempts",
    response={
        201: AttemptOut, 400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem,
        503: Problem,
    },
    operation_id="start_attempt",
)  # fmt: skip
def begin(
    request: HttpRequest,
    body: AttemptIn,
    key: str = Header("", alias="Idempotency-Key"),
) -> Status[Any]:
    """Begin to pay; the same key and body gives the first answer, another body is refused."""
    try:
        due = get_due(parse_number(body.number))
    except Refusal:
        raise ReceivableUnknown from None
    if not may_pay_for(actor_on(request), due):
        raise ReceivableUnknown
    asked = Asked(
        receivable_id=due.id, yen=body.yen, route=body.route, key=key[:100],
        return_base=settings.PORTAL_URL.rstrip("/") + reverse("payments:attempts"),
    )  # fmt: skip
    return Status(201, _attempt(start_attempt(asked=asked, actor=actor_on(request), at=now())))


def _attempt(one: Attempt) -> dict[str, Any]:
    return {
        "id": str(one.id), "state": one.state, "yen": one.yen, "redirect_url": one.redirect_url,
    }  # fmt: skip


def _due(one: Receivable, lang: str) -> dict[str, Any]:
    return {
        "number": one.number, "title": one.words.pick(lang), "state": one.state,
        "due_on": one.due_on, "due_yen": one.due_yen, "paid_yen": one.paid_yen,
        "balance_yen": one.balance_yen,
    }  # fmt: skip
