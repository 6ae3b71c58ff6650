# SPDX-License-Identifier: Apache-2.0
"""Where staff begin: the desks of their sections, tickets for people at the information desk."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.engines.queue.commands.issue import Wish, issue
from madoguchi.engines.queue.policy import MANAGE, VIEW, WORK, may_work
from madoguchi.engines.queue.queries.board import status_of
from madoguchi.engines.queue.queries.hall import Hall
from madoguchi.engines.queue.queries.tickets import get_by_code
from madoguchi.engines.queue.rules.refusals import QueueRefusal
from madoguchi.engines.queue.web.showing import (
    Crumb,
    by_section,
    line_row,
    need_options,
    square_code,
    ticket_url,
)
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.languages import NAMES, lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@never_cache
@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponse:
    """窓口の順番待ち: lines with their state, desks to work at."""
    lang, actor = lang_of(request), actor_on(request)
    hall = Hall(now())
    rows = []
    for one in status_of(hall):
        if not may_work(actor, one.section, VIEW):
            continue
        row = line_row(one, lang)
        row["may_issue"] = may_work(actor, one.section)
        row["may_manage"] = may_work(actor, one.section, MANAGE)
        rows.append(row)
    sections = by_section(rows, lang)
    busy = {one.desk: one for one in hall.calls if one.state in {"called", "serving"}}
    for section in sections:
        section["desks"] = [
            {
                "key": desk.key,
                "name": desk.name.pick(lang),
                "is_open": desk.opened_at is not None,
                "label": busy[desk.key].label if desk.key in busy else "",
            }
            for desk in hall.desks.values()
            if desk.section == section["key"]
        ]
    values = {
        "crumbs": [Crumb(say("queue.staff.title", lang))],
        "sections": sections,
        "manages": any(row["may_manage"] for row in rows),
    }
    return render(request, "queue/staff/home.html", values)


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def issue_page(request: HttpRequest) -> HttpResponse:
    """整理券を渡す: for people without a phone and where there is no kiosk."""
    lang, actor = lang_of(request), actor_on(request)
    if request.method != "POST":
        return _issue_page(request)
    language = request.POST.get("language", "ja")
    wish = Wish(
        line=request.POST.get("line", "")[:48],
        source="staff",
        language=language if language in NAMES else "ja",
        needs=request.POST.getlist("needs"),
        request_key=request.POST.get("request_key", "")[:64] or None,
    )
    try:
        ticket = issue(wish=wish, actor=actor, at=now())
    except QueueRefusal as refusal:
        return _issue_page(request, refusal)
    messages.success(request, say("queue.issue.given", lang, label=ticket.label))
    return HttpResponseRedirect(f"{reverse('queue:issue')}?ticket={ticket.code}")


def _issue_page(request: HttpRequest, refusal: QueueRefusal | None = None) -> HttpResponse:
    lang, actor = lang_of(request), actor_on(request)
    hall = Hall(now())
    rows = [line_row(one, lang) for one in status_of(hall) if may_work(actor, one.section)]
    values: dict[str, Any] = {
        "crumbs": [
            Crumb(say("queue.staff.title", lang), reverse("queue:staff")),
            Crumb(say("queue.issue.title", lang)),
        ],
        "lines": [
            {
                "value": row["key"],
                "label": row["title"],
                "note": say(
                    "queue.issue.line_note", lang, state=row["state_words"],
                    waiting=row["waiting"], wait=row["wait"],
                ),
            }
            for row in rows
        ],
        "line": request.POST.get("line", ""),
        "needs": need_options(lang),
        "chosen": request.POST.getlist("needs"),
        "languages_offered": [{"value": key, "label": name} for key, name in NAMES.items()],
        "language": request.POST.get("language", "ja"),
        "request_key": secrets.token_urlsafe(18),
    }  # fmt: skip
    if request.GET.get("ticket") and refusal is None:
        given = get_by_code(request.GET["ticket"])
        values["given"] = given
        values["given_line"] = given.line.name.pick(lang)
        values["square"] = square_code(ticket_url(given))
    if refusal is not None:
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
    return render(
        request, "queue/staff/issue.html", values, status=refusal.status if refusal else 200
    )
