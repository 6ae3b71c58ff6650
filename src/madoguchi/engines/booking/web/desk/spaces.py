# SPDX-License-Identifier: Apache-2.0
"""Places and hours: the tree, and for each place its hours, exceptions and closures."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.close_space import reopen_space
from madoguchi.engines.booking.commands.place_space import end_exception
from madoguchi.engines.booking.models import Closure, OpeningException, Space
from madoguchi.engines.booking.policy import MANAGE, VIEW, may_work
from madoguchi.engines.booking.queries.consequences import list_closures
from madoguchi.engines.booking.queries.offers import opening_on
from madoguchi.engines.booking.queries.staff_view import get_space, under, visible_spaces
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.times import clock_of
from madoguchi.engines.booking.web.desk.frame import (
    minutes_words,
    page,
    place_of,
    span_words,
    title_of,
    who,
)
from madoguchi.engines.booking.web.desk.space_forms import FORMS, hour_lines, typed_lines
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

WEEK = 7


@visiting_staff_may(VIEW)
@require_GET
def spaces(request: HttpRequest) -> HttpResponse:
    """The tree."""
    actor, at, lang = who(request)
    listed = under(visible_spaces(actor), None)
    depth: dict[UUID, int] = {}
    for one in listed:
        depth[one.id] = depth.get(one.parent_id, -1) + 1 if one.parent_id else 0
    closed: dict[UUID, Closure] = {}
    for closure in list_closures([one.id for one in listed], since=at):
        closed.setdefault(closure.space_id, closure)
    rows = [
        {
            "key": one.key,
            "title": title_of(one.title, lang),
            "depth": range(depth[one.id]),
            "kind": say(f"booking.spaces.kind.{one.kind}", lang),
            "capacity": one.capacity if one.capacity > 1 else "—",
            "door": one.door,
            "is_active": one.is_active,
            "closed": span_words(closed[one.id].starts_at, closed[one.id].ends_at, lang)
            if one.id in closed
            else "",
        }
        for one in listed
    ]
    return page(request, "spaces", {"rows": rows})


@visiting_staff_may(VIEW)
@require_GET
def space(request: HttpRequest, space: str) -> HttpResponse:
    """One place."""
    actor, _, _ = who(request)
    return _page(request, get_space(space, actor=actor), "", {}, None, None)


@visiting_staff_may(MANAGE)
@require_POST
def change_space(request: HttpRequest, space: str, verb: str) -> HttpResponse:
    """Preview one of the forms, or do it where the preview was seen."""
    actor, at, lang = who(request)
    found = get_space(space, actor=actor)
    form = FORMS.get(verb)
    if form is None:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    typed = {name: request.POST.get(name, "")[:2000] for name in request.POST}
    try:
        ready = form(found, request.POST, at)
        if ready.hits and request.POST.get("seen") != ready.mark:
            return _page(request, found, verb, typed, None, ready)
        ready.run(actor, at)
    except Refusal as refusal:
        return _page(request, found, verb, typed, refusal, None)
    messages.success(request, say(f"booking.spaces.did.{verb}", lang))
    return redirect("booking:desk-space", space=space)


@visiting_staff_may(MANAGE)
@require_POST
def undo_space(request: HttpRequest, space: str, thing: UUID) -> HttpResponse:
    """End an exception, or lift a closure and restore what can be restored."""
    actor, at, lang = who(request)
    found = get_space(space, actor=actor)
    if OpeningException.objects.filter(id=thing, space=found).exists():
        end_exception(exception_id=thing, actor=actor, at=at)
        messages.success(request, say("booking.spaces.did.exception_ended", lang))
    elif Closure.objects.filter(id=thing, space=found, order=None).exists():
        lost = reopen_space(closure_id=thing, actor=actor, at=at)
        messages.success(request, say("booking.emergency.lifted", lang, count=len(lost)))
    else:
        raise ReservationUnknown
    return redirect("booking:desk-space", space=space)


def _page(
    request: HttpRequest,
    found: Space,
    verb: str,
    typed: dict[str, str],
    refusal: Refusal | None,
    ready: Any,
) -> HttpResponse:
    actor, at, lang = who(request)
    on = today(at)
    shown = {
        "space": found,
        "title": title_of(found.title, lang),
        "verb": verb,
        "typed": typed,
        "can": may_work(actor, found.section, MANAGE),
        "week": [_day(found, on + timedelta(days=n), lang) for n in range(WEEK)],
        "lines": typed_lines(request.POST) if verb == "hours" else hour_lines(found),
        "weekdays": [
            (str(n), say(f"booking.desk.weekday.{n}", lang) if n < WEEK else
             say("booking.spaces.holiday", lang)) for n in range(8)
        ],
        "exceptions": [_exception(one, lang) for one in
                       OpeningException.objects.filter(space=found, until_on__gte=on)],
        "closures": [
            {"one": one, "span": span_words(one.starts_at, one.ends_at, lang),
             "reason": say(f"booking.spaces.reason.{one.reason}", lang)}
            for one in list_closures([found.id], since=at)
        ],
        "reasons": [(key, say(f"booking.spaces.reason.{key}", lang))
                    for key in ("maintenance", "event", "other")],
        "on": on.isoformat(),
        "ready": ready,
        "hits": [
            {"number": one.number, "place": place_of(one, lang), "people": one.people,
             "span": span_words(one.starts_at, one.ends_at, lang)} for one in ready.hits
        ] if ready else [],
        "hit_people": sum(one.people for one in ready.hits) if ready else 0,
    }  # fmt: skip
    return page(request, "space", shown, refusal)


def _day(found: Space, day: Any, lang: str) -> dict[str, str]:
    times = opening_on(found, day)
    if times is None:
        words = say("booking.spaces.always", lang)
    else:
        words = "、".join(minutes_words(*one) for one in times) or say(
            "booking.desk.mark.shut", lang
        )
    return {"day": format_date(day, lang), "hours": words}


def _exception(one: OpeningException, lang: str) -> dict[str, Any]:
    first, last = format_date(one.from_on, lang), format_date(one.until_on, lang)
    is_open = one.closes > one.opens
    return {
        "one": one,
        "days": first if first == last else f"{first} – {last}",
        "hours": f"{clock_of(one.opens)}–{clock_of(one.closes)}"
        if is_open
        else say("booking.desk.mark.shut", lang),
    }
