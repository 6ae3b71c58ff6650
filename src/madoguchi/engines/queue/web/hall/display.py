# SPDX-License-Identifier: Apache-2.0
"""The display in the lobby: who is called where, how many wait; read aloud by the browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from madoguchi.engines.queue.queries.board import status_of
from madoguchi.engines.queue.queries.hall import Call, Hall
from madoguchi.engines.queue.rules.refusals import SectionUnknown
from madoguchi.engines.queue.web.showing import desk_name, digest, line_row, section_name
from madoguchi.kernel.clock import now, to_local
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

SHOWN = 6
AT_DESKS = {"called", "serving"}


@open_to_all("the display hangs in the lobby")
@never_cache
@require_GET
def display(request: HttpRequest, section: str = "") -> HttpResponse:
    """The whole page; scripts keep it fresh and speak, without them it loads itself again."""
    return render(request, "queue/hall/display.html", _values(request, section))


@open_to_all("the display hangs in the lobby")
@never_cache
@require_GET
def display_now(request: HttpRequest, section: str = "") -> HttpResponse:
    """The part that changes; 204 while it is as the page shows it."""
    values = _values(request, section)
    if request.GET.get("was") == values["mark"]:
        return HttpResponse(status=204)
    return render(request, "queue/hall/display_now.html", values)


def _values(request: HttpRequest, section: str) -> dict[str, Any]:
    lang, at = lang_of(request), now()
    hall = Hall(at)
    sections = {section} if section else None
    statuses = status_of(hall, sections)
    if section and not statuses:
        raise SectionUnknown
    lines = {one.key for one in statuses}
    calls = [_call(one, hall, lang) for one in latest_calls(hall, lines)]
    rows = [line_row(one, lang) for one in statuses]
    rows = [row for row in rows if not row["is_quiet"]] or rows
    name = "queue:display-section-now" if section else "queue:display-now"
    address = reverse(name, args=[section] if section else [])
    mark = digest(calls, rows, lang)
    return {
        "section": section_name(section, lang) if section else "",
        "calls": calls,
        "rows": rows,
        "clock": f"{to_local(at):%H:%M}",
        "mark": mark,
        "now_url": f"{address}?was={mark}",
        "desk_count": len({one.key for one in hall.open_desks if lines & set(one.ranks)}),
    }


def latest_calls(hall: Hall, lines: set[str]) -> list[Call]:
    """Who is at the desks, the last one called on top."""
    at_desks = [one for one in hall.calls if one.line in lines and one.state in AT_DESKS]
    return sorted(at_desks, key=lambda one: one.heard_at, reverse=True)[:SHOWN]


def _call(one: Call, hall: Hall, lang: str) -> dict[str, Any]:
    desk = next((d for d in hall.desks.values() if d.key == one.desk), None)
    spoken = _spoken(one.label)
    return {
        "label": one.label,
        "desk": desk_name(desk, lang),
        "is_new": one.state == "called",
        "id": f"{one.id}-{one.call_count}",
        "say_ja": say("queue.say", "ja", label=spoken, desk=desk_name(desk, "ja")),
        "say_en": say("queue.say", "en", label=spoken, desk=desk_name(desk, "en")),
    }


def _spoken(label: str) -> str:
    """``A012`` as it is said: A 12."""
    letters = label.rstrip("0123456789")
    return f"{letters} {int(label[len(letters) :] or 0)}"
