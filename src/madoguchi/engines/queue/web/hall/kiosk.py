# SPDX-License-Identifier: Apache-2.0
"""The kiosk in the hall: one touch, a number on paper."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.queue.commands.check_in import check_in
from madoguchi.engines.queue.commands.issue import Wish, issue
from madoguchi.engines.queue.models import Kiosk
from madoguchi.engines.queue.ports import appointments
from madoguchi.engines.queue.queries.board import place_of, read_board
from madoguchi.engines.queue.queries.hall import Hall
from madoguchi.engines.queue.queries.lines import get_kiosk
from madoguchi.engines.queue.queries.tickets import get_by_code
from madoguchi.engines.queue.rules.refusals import QueueRefusal
from madoguchi.engines.queue.web.limits import CHECKING_IN
from madoguchi.engines.queue.web.showing import (
    by_section,
    line_row,
    need_options,
    section_name,
    section_place,
    square_code,
    ticket_url,
    wait_words,
)
from madoguchi.kernel.clock import now, to_local
from madoguchi.kernel.eras import format_date
from madoguchi.platform.guard.api import limited
from madoguchi.platform.screens.instants import format_clock
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all

SHOWN_SECONDS = 20
IDLE_SECONDS = 90
GIVES = {"open", "hall_only"}


@open_to_all("the address of the device is its key")
@never_cache
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest, kiosk_code: str) -> HttpResponse:
    """発券機: every line is one large button."""
    device = get_kiosk(kiosk_code)
    if request.method != "POST":
        return _page(request, device)
    wish = Wish(
        line=request.POST.get("line", "")[:48],
        source="kiosk",
        language=lang_of(request),
        needs=request.POST.getlist("needs"),
        request_key=request.POST.get("request_key", "")[:64] or None,
    )
    try:
        ticket = issue(wish=wish, actor=actor_on(request), at=now())
    except QueueRefusal as refusal:
        return _page(request, device, refusal)
    return HttpResponseRedirect(reverse("queue:kiosk-ticket", args=[device.code, ticket.code]))


def _page(request: HttpRequest, device: Kiosk, refusal: QueueRefusal | None = None) -> HttpResponse:
    lang = lang_of(request)
    sections = {device.section} if device.section else None
    rows = [line_row(one, lang) for one in read_board(now(), sections)]
    for row in rows:
        row["may_take"] = row["state"] in GIVES
        row["request_key"] = secrets.token_urlsafe(18)
    values: dict[str, Any] = {
        "device": device,
        "sections": by_section(rows, lang),
        "needs": need_options(lang) if "needs" in request.GET else [],
        "asks_needs": "needs" in request.GET,
        "may_check_in": appointments() is not None,
    }
    _refused(values, refusal, lang)
    response = render(
        request, "queue/hall/kiosk.html", values, status=refusal.status if refusal else 200
    )
    home = reverse("queue:kiosk", args=[device.code])
    response.headers["Refresh"] = f"{IDLE_SECONDS}; url={home}"
    return response


@open_to_all("the address of the device is its key")
@never_cache
@require_http_methods(["GET", "POST"])
@limited(CHECKING_IN)
def kiosk_check_in(request: HttpRequest, kiosk_code: str) -> HttpResponse:
    """予約の方: the number of the booking, typed or scanned."""
    device, lang = get_kiosk(kiosk_code), lang_of(request)
    number = request.POST.get("number", "")[:80]
    refusal = None
    if request.method == "POST":
        try:
            ticket = check_in(number=number, language=lang, actor=actor_on(request), at=now())
            address = reverse("queue:kiosk-ticket", args=[device.code, ticket.code])
            return HttpResponseRedirect(address)
        except QueueRefusal as problem:
            refusal = problem
    values: dict[str, Any] = {"device": device, "number": number}
    _refused(values, refusal, lang)
    response = render(
        request, "queue/hall/check_in.html", values, status=refusal.status if refusal else 200
    )
    home = reverse("queue:kiosk", args=[device.code])
    response.headers["Refresh"] = f"{IDLE_SECONDS}; url={home}"
    return response


@open_to_all("the address of the device is its key")
@never_cache
@require_GET
def kiosk_ticket(request: HttpRequest, kiosk_code: str, code: str) -> HttpResponse:
    """The ticket to print; the next person sees the beginning after twenty seconds."""
    device, ticket, lang = get_kiosk(kiosk_code), get_by_code(code), lang_of(request)
    at = now()
    place = place_of(Hall(at), ticket)
    home = reverse("queue:kiosk", args=[device.code])
    values = {
        "device": device,
        "ticket": ticket,
        "line": ticket.line.name.pick(lang),
        "section": section_name(ticket.line.section, lang),
        "place": section_place(ticket.line.section, lang),
        "ahead": place.ahead,
        "wait": wait_words(place.wait, lang),
        "issued": format_clock(ticket.issued_at, lang),
        "day": format_date(to_local(ticket.issued_at).date(), lang),
        "square": square_code(ticket_url(ticket)),
        "home": home,
    }
    response = render(request, "queue/hall/kiosk_ticket.html", values)
    response.headers["Refresh"] = f"{SHOWN_SECONDS}; url={home}"
    return response


def _refused(values: dict[str, Any], refusal: QueueRefusal | None, lang: str) -> None:
    if refusal is not None:
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
