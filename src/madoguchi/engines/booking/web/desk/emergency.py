# SPDX-License-Identifier: Apache-2.0
"""An evacuation order: choose places, see what ends, do it in one act, and undo it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.booking.commands.order_evacuation import lift_evacuation, order_evacuation
from madoguchi.engines.booking.models import EvacuationOrder, Reservation, Space
from madoguchi.engines.booking.policy import MANAGE
from madoguchi.engines.booking.queries.consequences import Consequences, preview_closing
from madoguchi.engines.booking.queries.evacuations import (
    calls_of,
    get_order,
    list_ended,
    list_orders,
    list_to_call,
)
from madoguchi.engines.booking.queries.staff_view import under, visible_spaces
from madoguchi.engines.booking.rules.desk_refusals import PlacesMissing
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute, instant_of, minute_of
from madoguchi.engines.booking.rules.typed import day_typed
from madoguchi.engines.booking.web.desk.frame import page, place_of, span_words, title_of, who
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

STEP, USUAL = timedelta(minutes=5), timedelta(days=3)


@visiting_staff_may(MANAGE)
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Form, preview, act: what was previewed is shown once more with the one button that acts."""
    actor, at, lang = who(request)
    spaces = under(visible_spaces(actor), None)
    if request.method == "GET":
        return _page(request, spaces, _usual(at), None, None)
    typed = {name: request.POST.get(name, "") for name in ("from_day", "from_time", "until_day",
             "until_time", "words", "shelter")}  # fmt: skip
    chosen = [one.key for one in spaces if one.key in request.POST.getlist("space")]
    values: dict[str, Any] = {**typed, "spaces": chosen}
    try:
        starts_at, ends_at = _times(typed, at)
        if not chosen:
            raise PlacesMissing
        found = preview_closing(chosen, starts_at, ends_at)
        if request.POST.get("do") != "order":
            return _page(request, spaces, values, found, None)
        order = order_evacuation(
            spaces=chosen, starts_at=starts_at, ends_at=ends_at, words=typed["words"][:400],
            is_shelter=bool(typed["shelter"]), actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, spaces, values, None, refusal)
    messages.success(request, say("booking.emergency.done", lang))
    return redirect("booking:desk-order", order=order.id)


def _times(typed: dict[str, str], at: datetime) -> tuple[datetime, datetime]:
    on = today(at)
    first = instant_of(day_typed(typed["from_day"], on), minute_of(typed["from_time"]))
    return first, instant_of(day_typed(typed["until_day"], on), minute_of(typed["until_time"]))


def _usual(at: datetime) -> dict[str, Any]:
    """From the last five minutes for three days: what is typed in a hurry should be little."""
    day, minute = day_and_minute(at)
    return {
        "from_day": day.isoformat(),
        "from_time": clock_of(minute - minute % 5),
        "until_day": (day + USUAL).isoformat(),
        "until_time": "24:00",
        "words": "",
        "shelter": "yes",
        "spaces": [],
    }


def _page(
    request: HttpRequest,
    spaces: list[Space],
    values: dict[str, Any],
    found: Consequences | None,
    refusal: Refusal | None,
) -> HttpResponse:
    actor, _, lang = who(request)
    titles = {one.id: title_of(one.title, lang) for one in spaces}
    shown = {
        "typed": values,
        "choices": [
            {"value": one.key, "label": titles[one.id], "note": titles.get(one.parent_id, "")
             if one.parent_id else ""}
            for one in spaces if one.kind == "place"
        ],
        "found": found,
        "ending": [_row(one, lang) for one in found.bookings] if found else [],
        "under_way": [_row(one, lang) for one in found.under_way] if found else [],
        "standing": [
            f"{title_of(one.space.title, lang)} {span_words(one.starts_at, one.ends_at, lang)}"
            for one in (found.standing if found else ())
        ],
        "meetings": [
            f"{one.words} {title_of(one.space.title, lang)} "
            f"{span_words(one.starts_at, one.ends_at, lang)}"
            for one in (found.meetings if found else ())
        ],
        "orders": [_order(one, lang) for one in list_orders(actor)],
    }  # fmt: skip
    return page(request, "emergency", shown, refusal)


def _row(one: Reservation, lang: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "span": span_words(one.starts_at, one.ends_at, lang),
        "place": place_of(one, lang),
        "people": one.people,
    }


def _order(one: EvacuationOrder, lang: str) -> dict[str, Any]:
    return {
        "order": one,
        "span": span_words(one.starts_at, one.ends_at, lang),
        "spaces": "、".join(title_of(c.space.title, lang) for c in one.closures.all()),
        "is_over": one.lifted_at is not None,
    }


@visiting_staff_may(MANAGE)
@require_GET
def order_page(request: HttpRequest, order: UUID) -> HttpResponse:
    """What one order did, and what its undoing could not restore."""
    return _order_page(request, order, None)


def _order_page(request: HttpRequest, order: UUID, refusal: Refusal | None) -> HttpResponse:
    actor, _, lang = who(request)
    found = get_order(order, actor=actor)
    ended, calls, noted = list_ended(found), list_to_call(found, actor=actor), calls_of(found)
    reached = {one for one, note in noted.items() if note.outcome == "reached"}
    shown = {
        **_order(found, lang),
        "ended": [{**_row(one, lang), "state": one.state} for one in ended],
        "people": sum(one.people for one in ended),
        "calls": len(calls),
        "calls_left": sum(one.id not in reached for one in calls),
        "lost": [
            {**one, "span": span_words(datetime.fromisoformat(one["starts_at"]),
             datetime.fromisoformat(one["ends_at"]), lang)}
            for one in found.lost
        ],
    }  # fmt: skip
    return page(request, "order", shown, refusal)


@visiting_staff_may(MANAGE)
@require_POST
def lift(request: HttpRequest, order: UUID) -> HttpResponse:
    """Give the places back; twice changes nothing."""
    actor, at, lang = who(request)
    get_order(order, actor=actor)
    try:
        done = lift_evacuation(order_id=order, actor=actor, at=at)
    except Refusal as refusal:
        return _order_page(request, order, refusal)
    messages.success(request, say("booking.emergency.lifted", lang, count=len(done.lost)))
    return redirect("booking:desk-order", order=order)
