# SPDX-License-Identifier: Apache-2.0
"""The page of one's own ticket: number, people ahead, about how long, called or not."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.queue.commands.leave import leave
from madoguchi.engines.queue.commands.miss import come_back
from madoguchi.engines.queue.models import Ticket
from madoguchi.engines.queue.queries.board import Place, place_of
from madoguchi.engines.queue.queries.hall import Hall
from madoguchi.engines.queue.queries.tickets import get_by_code
from madoguchi.engines.queue.rules.refusals import QueueRefusal
from madoguchi.engines.queue.web.showing import (
    Crumb,
    desk_name,
    digest,
    need_words,
    section_name,
    section_place,
    square_code,
    ticket_state,
    ticket_url,
    wait_clock,
    wait_words,
)
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.instants import format_clock
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all("whoever holds the code of a ticket may follow it")
@never_cache
@require_GET
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """整理券: looks again by itself, with scripts every ten seconds, without every twenty."""
    return _page(request, get_by_code(code), code)


@open_to_all("whoever holds the code of a ticket may follow it")
@never_cache
@require_GET
def ticket_now(request: HttpRequest, code: str) -> HttpResponse:
    """The part that changes; 204 while it is as the page shows it."""
    values = _values(request, get_by_code(code), code)
    if request.GET.get("was") == values["mark"]:
        return HttpResponse(status=204)
    return render(request, "queue/citizen/ticket_now.html", {**values, "fragment": True})


@open_to_all("whoever holds the code of a ticket may give it up")
@never_cache
@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """取りやめ: asks once, then ends the ticket."""
    found = get_by_code(code)
    if request.method == "POST":
        try:
            leave(ticket_id=found.id, actor=actor_on(request), at=now())
        except QueueRefusal as refusal:
            return _page(request, get_by_code(code), code, refusal)
        return HttpResponseRedirect(reverse("queue:ticket", args=[code]))
    lang = lang_of(request)
    values = {
        "crumbs": _crumbs(found, code, lang),
        "ticket": found,
        "line": found.line.name.pick(lang),
        "back": reverse("queue:ticket", args=[code]),
    }
    return render(request, "queue/citizen/leave.html", values)


@open_to_all("whoever holds the code of a ticket may come back to the line")
@never_cache
@require_POST
def back(request: HttpRequest, code: str) -> HttpResponse:
    """戻りました: who missed the call waits again, as the next one."""
    found = get_by_code(code)
    try:
        come_back(ticket_id=found.id, actor=actor_on(request), at=now())
    except QueueRefusal as refusal:
        return _page(request, get_by_code(code), code, refusal)
    return HttpResponseRedirect(reverse("queue:ticket", args=[code]))


def _page(
    request: HttpRequest, found: Ticket, code: str, refusal: QueueRefusal | None = None
) -> HttpResponse:
    lang = lang_of(request)
    values = _values(request, found, code)
    values["crumbs"] = _crumbs(found, code, lang)
    values["square"] = square_code(ticket_url(found))
    if refusal is not None:
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
    return render(
        request, "queue/citizen/ticket.html", values, status=refusal.status if refusal else 200
    )


def _values(request: HttpRequest, found: Ticket, code: str) -> dict[str, Any]:
    lang, at = lang_of(request), now()
    place = place_of(Hall(at), found) if found.state == "waiting" else Place(0, None, is_soon=False)
    rules = found.line.read_rules()
    state = "soon" if place.is_soon else found.state
    wait = wait_words(place.wait, lang)
    mark = digest(state, place.ahead, wait, found.call_count, desk_name(found.desk, lang), lang)
    return {
        "ticket": found,
        "code": code,
        "state": state,
        "tag": ticket_state(found, lang),
        "line": found.line.name.pick(lang),
        "section": section_name(found.line.section, lang),
        "place": section_place(found.line.section, lang),
        "desk": desk_name(found.desk, lang),
        "ahead": place.ahead,
        "wait": wait,
        "wait_clock": wait_clock(place.wait, at, lang),
        "clock": format_clock(at, lang),
        "issued": format_clock(found.issued_at, lang),
        "called": format_clock(found.called_at, lang) if found.called_at else "",
        "appointment": format_clock(found.appointment_at, lang) if found.appointment_at else "",
        "needs": need_words(found.needs, lang),
        "grace": rules.grace_minutes,
        "is_over": found.state in {"done", "left"},
        "is_moved": found.came_from_id is not None,
        "mark": mark,
        "now_url": f"{reverse('queue:ticket-now', args=[code])}?was={mark}",
    }


def _crumbs(found: Ticket, code: str, lang: str) -> list[Crumb]:
    title = say("queue.ticket.title", lang, label=found.label)
    return [Crumb(say("queue.board.title", lang), reverse("queue:board")), Crumb(title, code)]
