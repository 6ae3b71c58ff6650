# SPDX-License-Identifier: Apache-2.0
"""Cancel one booking or several: first what it costs, then, on a second press, the cancelling."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.booking.commands.cancel import cancel as cancel_booking
from madoguchi.engines.booking.models import OPEN, Reservation
from madoguchi.engines.booking.queries.leaving import leaving_of
from madoguchi.engines.booking.queries.reservations import get_reservation
from madoguchi.engines.booking.web.citizen.facts import cancel_words
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumbs,
    help_of,
    instant_words,
    long_time,
    money,
    place_of,
    refusal_words,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

MOST_AT_ONCE = 50


@signed_in
@never_cache
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """取消し of one booking."""
    return _page(request, [number])


@signed_in
@never_cache
def cancel_many(request: HttpRequest) -> HttpResponse:
    """取消し of those that were ticked on the list."""
    given = request.POST if request.method == "POST" else request.GET
    return _page(request, list(dict.fromkeys(given.getlist("number")))[:MOST_AT_ONCE])


def _page(request: HttpRequest, numbers: Sequence[str]) -> HttpResponse:
    lang, at = lang_of(request), now()
    found = [get_reservation(one, actor=actor_on(request)) for one in numbers]
    if not found:
        messages.warning(request, say("booking.cancel.none_chosen", lang))
        return HttpResponseRedirect(reverse("booking:mine"))
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "cancel":
        try:
            _cancel_all(found, request, at)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _said(found, lang))
            return HttpResponseRedirect(reverse("booking:mine"))
    return _ask(request, found, at, refusal)


def _cancel_all(found: Sequence[Reservation], request: HttpRequest, at: datetime) -> None:
    """All of them or none."""
    with transaction.atomic():
        for one in sorted(found, key=lambda one: one.id):
            cancel_booking(reservation_id=one.id, actor=actor_on(request), at=at)


def _said(found: Sequence[Reservation], lang: str) -> str:
    if len(found) == 1:
        return say("booking.cancel.done", lang, number=found[0].number)
    return say("booking.cancel.done_many", lang, count=len(found))


def _ask(
    request: HttpRequest, found: Sequence[Reservation], at: datetime, refusal: Refusal | None
) -> HttpResponse:
    lang = lang_of(request)
    rows = [_row(one, lang, at) for one in found]
    owed = sum(row["owed"] for row in rows)
    held = all(one.state == "held" for one in found)
    values = {
        "title": say("booking.cancel.title_held" if held else "booking.cancel.title", lang),
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.mine.title", lang), reverse("booking:mine")),
            Crumb(say("booking.cancel.title", lang)),
        ),
        "rows": rows,
        "numbers": [one.number for one in found],
        "owed": owed,
        "total": money(owed, lang),
        "points": sum(row["points"] for row in rows),
        "can": all(row["can"] for row in rows),
        "held": held,
        "won": any(one.channel == "lottery" for one in found),
        "rules": cancel_words(found[0].read_rules(), lang),
        "refusal": refusal_words(refusal, lang),
        "mine_url": reverse("booking:mine"),
        "help": help_of(found[0].offer, lang),
    }
    status = refusal.status if refusal else 200
    return render(request, "booking/citizen/cancel.html", values, status=status)


def _row(one: Reservation, lang: str, at: datetime) -> dict[str, Any]:
    leaving = leaving_of(one, at=at)
    owed = leaving.owed_yen
    late = leaving.is_too_late(at)
    can = one.state in OPEN and not late
    why = (
        say("booking.cancel.too_late", lang, at=instant_words(leaving.until, lang)) if late else ""
    )
    return {
        "place": place_of(one.offer, one.space, lang),
        "when": long_time(one.starts_at, one.ends_at, lang),
        "number": one.number,
        "owed": owed,
        "owed_words": say("booking.cancel.owed", lang, yen=money(owed, lang))
        if owed
        else say("booking.cancel.owed_none", lang),
        "points": leaving.points,
        "can": can,
        "why": why or ("" if can else say("booking.cancel.over", lang)),
    }
