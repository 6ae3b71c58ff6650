# SPDX-License-Identifier: Apache-2.0
"""The board of all lines, and taking a ticket from a phone."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.queue.commands.issue import Wish, issue
from madoguchi.engines.queue.queries.board import read_board
from madoguchi.engines.queue.queries.lines import get_line
from madoguchi.engines.queue.rules.refusals import AlreadyHolding, LineUnknown, QueueRefusal
from madoguchi.engines.queue.web.citizen.held import codes_of, keep, own_tickets
from madoguchi.engines.queue.web.limits import TAKING
from madoguchi.engines.queue.web.showing import (
    Crumb,
    by_section,
    line_row,
    need_options,
    section_name,
    section_place,
    ticket_state,
)
from madoguchi.kernel.clock import now
from madoguchi.platform.guard.api import limited
from madoguchi.platform.screens.instants import format_clock
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

KEY_BYTES = 18


@open_to_all("how busy the counters are is public")
@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """窓口の混み具合: which number, how many wait, about how long; one's own tickets on top."""
    lang, at = lang_of(request), now()
    rows = [line_row(one, lang) for one in read_board(at)]
    values = {
        "crumbs": [Crumb(say("queue.board.title", lang))],
        "sections": by_section(rows, lang),
        "clock": format_clock(at, lang),
        "own": [_own(one, lang) for one in own_tickets(request)],
    }
    return render(request, "queue/citizen/board.html", values)


def _own(ticket: Any, lang: str) -> dict[str, Any]:
    return {
        "label": ticket.label,
        "line": ticket.line.name.pick(lang),
        "state": ticket_state(ticket, lang),
        "url": reverse("queue:ticket", args=[ticket.code]),
    }


@open_to_all("anyone may take a ticket, without an account")
@never_cache
@require_http_methods(["GET", "POST"])
@limited(TAKING)
def take(request: HttpRequest, line_key: str) -> HttpResponse:
    """整理券を取る: the line once more, needs if any, one button."""
    line, at = get_line(line_key), now()
    if not line.is_active:
        raise LineUnknown
    if request.method != "POST":
        return _take_page(request, line_key)
    wish = Wish(
        line=line_key,
        source="web",
        language=lang_of(request),
        needs=request.POST.getlist("needs"),
        held=codes_of(request),
        request_key=request.POST.get("request_key", "")[:64] or None,
    )
    try:
        ticket = issue(wish=wish, actor=actor_on(request), at=at)
    except AlreadyHolding as refusal:
        ticket_url = reverse("queue:ticket", args=[refusal.ticket_code])
        return _take_page(request, line_key, refusal, ticket_url=ticket_url)
    except QueueRefusal as refusal:
        return _take_page(request, line_key, refusal)
    response = HttpResponseRedirect(reverse("queue:ticket", args=[ticket.code]))
    keep(request, response, ticket)
    return response


def _take_page(
    request: HttpRequest,
    line_key: str,
    refusal: QueueRefusal | None = None,
    *,
    ticket_url: str = "",
) -> HttpResponse:
    lang, at = lang_of(request), now()
    status = next(one for one in read_board(at) if one.key == line_key)
    row = line_row(status, lang)
    values: dict[str, Any] = {
        "crumbs": [
            Crumb(say("queue.board.title", lang), reverse("queue:board")),
            Crumb(row["title"]),
        ],
        "line": row,
        "section": section_name(row["section"], lang),
        "place": section_place(row["section"], lang),
        "needs": need_options(lang),
        "chosen": request.POST.getlist("needs"),
        "request_key": request.POST.get("request_key") or secrets.token_urlsafe(KEY_BYTES),
        "ticket_url": ticket_url,
        "grace": status.now.rules.grace_minutes,
    }
    if refusal is not None:
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
    return render(
        request, "queue/citizen/take.html", values, status=refusal.status if refusal else 200
    )
