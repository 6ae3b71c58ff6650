# SPDX-License-Identifier: Apache-2.0
"""The list of procedures: search, by life event, by section."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.procedures.queries.catalogue import (
    CatalogueEntry,
    by_life_event,
    by_section,
    list_catalogue,
)
from madoguchi.engines.procedures.queries.search import Found, Piece, search_catalogue
from madoguchi.engines.procedures.web.frame import Crumb, intro_url
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import all_texts, say


@open_to_all("the list of procedures is public")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every procedure, or those that a search, a life event or a section names."""
    lang, entries = lang_of(request), list_catalogue(lang_of(request), now())
    query = request.GET.get("q", "").strip()
    if query:
        chosen = _of_search(search_catalogue(entries, query), lang)
    else:
        chosen = _of_group(request, entries, lang)
    values = chosen | {
        "query": query,
        "empty": not entries,
        "crumbs": [Crumb(say("procedures.catalogue.all", lang))],
        "events": _links(by_life_event(entries), "event", request, lang),
        "sections": _links(by_section(entries), "section", request, lang),
        "all_url": reverse("procedures:catalogue"),
        "hall_line": current_city().hall.in_line(lang),
    }
    return render(request, "procedures/catalogue.html", values)


def draw_entry(
    entry: CatalogueEntry,
    lang: str,
    title: tuple[Piece, ...] = (),
    summary: tuple[Piece, ...] = (),
) -> dict[str, Any]:
    """One procedure as a line of a list."""
    return {
        "url": intro_url(entry.id),
        "title": title or (Piece(entry.title, hit=False),),
        "summary": summary,
        "note": note_of(entry, lang),
        "season": _season(entry, lang),
    }


def note_of(entry: CatalogueEntry, lang: str) -> str:
    """約10分 ・ 無料 ・ by when."""
    parts = [say("procedures.minutes", lang, minutes=entry.minutes)]
    parts.append(say("procedures.fee" if entry.has_fee else "procedures.free", lang))
    if entry.deadline:
        parts.append(entry.deadline)
    return " ・ ".join(parts)


def event_name(event: str, lang: str) -> str:
    """A life event in words; its key where a pack uses one that we do not know."""
    key = f"procedures.event.{event}"
    return say(key, lang) if key in all_texts() else event


def _of_search(found: Found, lang: str) -> dict[str, Any]:
    title = say("procedures.catalogue.found", lang, query=found.query, count=len(found.hits))
    if not found.hits:
        nothing = say("procedures.catalogue.none.title", lang, query=found.query)
        return {"title": nothing, "heading": _title(lang), "nothing": nothing}
    entries = [draw_entry(hit.entry, lang, hit.title, hit.summary) for hit in found.hits]
    group = {"title": title, "entries": entries}
    return {"title": title, "heading": _title(lang), "groups": [group], "fuzzy": found.fuzzy}


def _of_group(request: HttpRequest, entries: list[CatalogueEntry], lang: str) -> dict[str, Any]:
    event, section = request.GET.get("event", ""), request.GET.get("section", "")
    title, group, listed = _title(lang), say("procedures.catalogue.all", lang), entries
    if event in by_life_event(entries):
        listed = by_life_event(entries)[event]
        title = group = say("procedures.catalogue.event", lang, event=event_name(event, lang))
    elif section in by_section(entries):
        listed = by_section(entries)[section]
        title = group = say(
            "procedures.catalogue.of_section", lang, section=_section_name(section, lang)
        )
    return {"title": title, "groups": [{"title": group, "entries": _draw(listed, lang)}]}


def _title(lang: str) -> str:
    return say("procedures.catalogue.title", lang)


def _draw(entries: Iterable[CatalogueEntry], lang: str) -> list[dict[str, Any]]:
    return [draw_entry(entry, lang) for entry in entries]


def _season(entry: CatalogueEntry, lang: str) -> dict[str, str] | None:
    state = entry.season
    if state.season is None:
        return None
    day = state.season.closes_on if state.openness == "open" else state.season.opens_on
    words = say(f"procedures.season.{state.openness}", lang, day=format_date(day, lang))
    return {"tone": "info" if state.is_open else "quiet", "text": words}


def _section_name(key: str, lang: str) -> str:
    section = current_city().find_section(key)
    return section.name.pick(lang) if section else key


def _links(
    groups: Mapping[str, list[CatalogueEntry]], name: str, request: HttpRequest, lang: str
) -> list[dict[str, Any]]:
    here, address = request.GET.get(name), reverse("procedures:catalogue")
    words = event_name if name == "event" else _section_name
    order = _ORDER[name]()
    return [
        {
            "label": words(key, lang),
            "url": f"{address}?{urlencode({name: key})}",
            "count": say("procedures.catalogue.count", lang, count=len(found)),
            "current": key == here,
        }
        for key, found in sorted(groups.items(), key=lambda group: _place(group[0], order))
    ]


def _place(key: str, order: list[str]) -> tuple[int, str]:
    return (order.index(key) if key in order else len(order), key)


def _events_in_order() -> list[str]:
    """The life events in the order of texts/events.yaml, which is that of a life."""
    start = "procedures.event."
    return [key.removeprefix(start) for key in all_texts() if key.startswith(start)]


_ORDER = {
    "event": _events_in_order,
    "section": lambda: [section.key for section in current_city().sections],
}
