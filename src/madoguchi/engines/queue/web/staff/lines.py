# SPDX-License-Identifier: Apache-2.0
"""Lines and desks as their manager sees them: set up, hours and limits, pause with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.queue.commands.close_day import close_day
from madoguchi.engines.queue.commands.define_desk import define_desk
from madoguchi.engines.queue.commands.define_line import define_line
from madoguchi.engines.queue.commands.pause_line import pause_line, resume_line
from madoguchi.engines.queue.models import Desk, Line
from madoguchi.engines.queue.policy import MANAGE, check_may_work, may_work
from madoguchi.engines.queue.queries.board import status_of
from madoguchi.engines.queue.queries.hall import Hall
from madoguchi.engines.queue.queries.lines import get_desk, get_line, list_desks, list_lines
from madoguchi.engines.queue.rules.refusals import QueueRefusal, RuleWrong
from madoguchi.engines.queue.web.showing import Crumb, desk_name, line_row, section_name
from madoguchi.engines.queue.web.staff.line_form import (
    read_desk_form,
    read_line_form,
    shown_desk,
    shown_line,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

NEW = "new"


@visiting_staff_may(MANAGE)
@never_cache
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """受付と窓口: what is set up in one's sections."""
    return _list_page(request)


@visiting_staff_may(MANAGE)
@never_cache
@require_POST
def line_do(request: HttpRequest, line_key: str) -> HttpResponse:
    """Pause with a reason, resume, or close the day of a line."""
    actor, at, lang = actor_on(request), now(), lang_of(request)
    verb = request.POST.get("verb", "")
    try:
        if verb == "pause":
            reason = request.POST.get("reason", "")
            pause_line(line_key=line_key, reason=reason, actor=actor, at=at)
        elif verb == "resume":
            resume_line(line_key=line_key, actor=actor, at=at)
        elif verb == "close":
            close_day(line_key=line_key, actor=actor, at=at)
        else:
            raise RuleWrong(why="操作が選ばれていません")
    except QueueRefusal as refusal:
        return _list_page(request, refusal, line_key=line_key)
    messages.success(request, say(f"queue.lines.done_{verb}", lang))
    return HttpResponseRedirect(reverse("queue:lines"))


def _list_page(
    request: HttpRequest, refusal: QueueRefusal | None = None, *, line_key: str = ""
) -> HttpResponse:
    lang, actor = lang_of(request), actor_on(request)
    rows = {one.key: line_row(one, lang) for one in status_of(Hall(now()))}
    found = [
        {
            "key": one.key,
            "title": one.name.pick(lang),
            "prefix": one.prefix,
            "section": section_name(one.section, lang),
            "is_active": one.is_active,
            "now": rows.get(one.key),
            "is_refused": one.key == line_key,
        }
        for one in list_lines()
        if may_work(actor, one.section, MANAGE)
    ]
    desks = [
        {
            "key": one.key,
            "name": desk_name(one, lang),
            "section": section_name(one.section, lang),
            "is_active": one.is_active,
            "lines": "、".join(s.line.name.pick(lang) for s in one.serves.all()),
        }
        for one in list_desks()
        if may_work(actor, one.section, MANAGE)
    ]
    values: dict[str, Any] = {
        "crumbs": _crumbs(lang), "lines": found, "desks": desks,
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return _answer(request, "queue/staff/lines.html", values, refusal)


@visiting_staff_may(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_key: str) -> HttpResponse:
    """One line: names, letter, hours, limits, who goes first."""
    lang, actor = lang_of(request), actor_on(request)
    found = None if line_key == NEW else get_line(line_key)
    if found is not None:
        check_may_work(actor, found.section, MANAGE)
    refusal: QueueRefusal | None = None
    if request.method == "POST":
        try:
            made = _save_line(request, found, actor)
            messages.success(request, say("queue.lines.saved", lang, name=made.name.pick(lang)))
            return HttpResponseRedirect(reverse("queue:lines"))
        except QueueRefusal as problem:
            refusal = problem
    values = shown_line(request.POST if request.method == "POST" else None, found, lang)
    title = found.name.pick(lang) if found else say("queue.lines.new", lang)
    values |= {"crumbs": _crumbs(lang, title), "heading": title, "is_new": found is None}
    values["sections"] = _sections(actor, lang)
    return _answer(request, "queue/staff/line.html", values, refusal)


def _save_line(request: HttpRequest, found: Line | None, actor: Actor) -> Line:
    typed = read_line_form(request.POST)
    if found is not None:
        typed |= {"key": found.key, "section": found.section, "about": found.about}
        typed["rules"]["appointments"] = found.rules.get("appointments", [])
    return define_line(**typed, actor=actor, at=now())


@visiting_staff_may(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_setup(request: HttpRequest, desk_key: str) -> HttpResponse:
    """One desk: its name and the lines it serves."""
    lang, actor = lang_of(request), actor_on(request)
    found = None if desk_key == NEW else get_desk(desk_key)
    if found is not None:
        check_may_work(actor, found.section, MANAGE)
    refusal: QueueRefusal | None = None
    if request.method == "POST":
        try:
            made = _save_desk(request, found, actor)
            messages.success(request, say("queue.lines.saved", lang, name=desk_name(made, lang)))
            return HttpResponseRedirect(reverse("queue:lines"))
        except QueueRefusal as problem:
            refusal = problem
    typed = request.POST if request.method == "POST" else None
    values = shown_desk(typed, found, list_lines(), lang)
    title = desk_name(found, lang) if found else say("queue.lines.new_desk", lang)
    values |= {"crumbs": _crumbs(lang, title), "heading": title, "is_new": found is None}
    values["sections"] = _sections(actor, lang)
    return _answer(request, "queue/staff/desk_setup.html", values, refusal)


def _save_desk(request: HttpRequest, found: Desk | None, actor: Actor) -> Desk:
    typed = read_desk_form(request.POST)
    if found is not None:
        typed |= {"key": found.key, "section": found.section}
    return define_desk(**typed, actor=actor, at=now())


def _sections(actor: Actor, lang: str) -> list[tuple[str, str]]:
    return [
        (one.key, one.name.pick(lang))
        for one in current_city().sections
        if may_work(actor, one.key, MANAGE)
    ]


def _crumbs(lang: str, last: str = "") -> list[Crumb]:
    crumbs = [Crumb(say("queue.staff.title", lang), reverse("queue:staff"))]
    if not last:
        return [*crumbs, Crumb(say("queue.lines.title", lang))]
    return [*crumbs, Crumb(say("queue.lines.title", lang), reverse("queue:lines")), Crumb(last)]


def _answer(
    request: HttpRequest, template: str, values: dict[str, Any], refusal: QueueRefusal | None
) -> HttpResponse:
    if refusal is not None:
        lang = lang_of(request)
        values["problem"] = refusal.message.pick(lang)
        values["next"] = refusal.next_step.pick(lang) if refusal.next_step else ""
    return render(request, template, values, status=refusal.status if refusal else 200)
