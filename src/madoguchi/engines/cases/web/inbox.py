# SPDX-License-Identifier: Apache-2.0
"""The inbox (受付箱)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.cases.commands.record_reading import record_listing
from madoguchi.engines.cases.commands.save_filter import remove_filter, save_filter
from madoguchi.engines.cases.policy import VIEW, visible_sections
from madoguchi.engines.cases.queries.city import section_name
from madoguchi.engines.cases.queries.filters import list_filters, list_procedures
from madoguchi.engines.cases.queries.inbox import (
    MOST_ROWS,
    SIZES,
    InboxPage,
    read_inbox,
)
from madoguchi.engines.cases.queries.inbox_query import (
    DUES,
    RECEIVED,
    STATES,
    is_asked,
    read_inbox_query,
)
from madoguchi.engines.cases.web.row_shown import list_words, show_rows
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

TALLY = (
    ("overdue", "bad", "square", ""),
    ("today", "bad", "alert", ""),
    ("soon", "warn", "watch", ""),
    ("paused", "lamp", "pause", ""),
    ("calm", "quiet", "calm", "open"),
)
TAB_ORDER = (
    "mine", "unassigned", "soon", "overdue", "waiting", "arrived", "deciding", "decided", "all",
)  # fmt: skip


@staff_may(VIEW)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for a clerk."""
    if request.GET.get("q"):
        return redirect(f"{reverse('cases:search')}?{urlencode({'q': request.GET['q']})}")
    actor, at = actor_on(request), now()
    asked = read_inbox_query(request.GET, default_tab="all" if is_asked(request.GET) else "")
    page = read_inbox(asked, actor=actor, on=today(at))
    query, given = page.query, request.GET.copy()
    if not asked.tab:
        given["tab"] = query.tab
    lang = lang_of(request)
    numbers = [row["number"] for row in page.rows]
    purpose = say("cases.purpose.inbox")
    record_listing(numbers=numbers, actor=actor, at=at, purpose=purpose, what="inbox")
    shown = {
        "page": page,
        "query": query,
        "rows": show_rows(page.rows, on=today(at), lang=lang, selectable=True),
        "at": at,
        "tabs": _tabs(page, lang),
        "tally": _tally(page, lang),
        "pager": make_pager(
            given,
            page=query.page,
            size=query.size,
            total=min(page.total.value, MOST_ROWS),
        ),
        "sizes": [(size, _with(given, size=str(size), page="")) for size in SIZES],
        "opinions": page.opinions,
        "saved": list_filters(actor),
        "section_words": "・".join(section_name(key) for key in sorted(actor.sections)),
        "query_string": given.urlencode(),
        "sort_due": _with(given, sort="", page=""),
        "sort_received": _with(
            given, sort="newest" if query.sort == "received" else "received", page=""
        ),
        "own_sections": [(key, section_name(key)) for key in sorted(actor.sections)],
        **list_words(lang),
        **_choices(visible_sections(actor), lang),
    }
    return render(request, "cases/inbox.html", shown)


@staff_may(VIEW)
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """見方を保存."""
    actor = actor_on(request)
    conditions = QueryDict(request.POST.get("query", "")[:500], mutable=True)
    conditions.pop("page", None)
    section = request.POST.get("section", "")
    try:
        saved = save_filter(
            name=request.POST.get("name", ""),
            query=conditions.urlencode(),
            section=section,
            actor=actor,
            at=now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message.pick(lang_of(request)))
    else:
        messages.success(request, say("cases.view_saved", lang_of(request), name=saved.name))
    return redirect(f"{reverse('cases:inbox')}?{conditions.urlencode()}")


@staff_may(VIEW)
@require_POST
def drop_view(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """保存した見方を消す."""
    remove_filter(filter_id=filter_id, actor=actor_on(request), at=now())
    messages.success(request, say("cases.view_removed", lang_of(request)))
    return redirect("cases:inbox")


def _with(query: QueryDict, **changes: str) -> str:
    fresh = query.copy()
    for name, value in changes.items():
        fresh.pop(name, None)
        if value:
            fresh[name] = value
    return f"?{fresh.urlencode()}"


def _tabs(page: InboxPage, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "label": say(f"cases.tab.{tab}", lang),
            "href": f"?{urlencode({'tab': tab})}",
            "count": page.counts[tab],
            "current": page.query.tab == tab,
        }
        for tab in TAB_ORDER
    ]


def _tally(page: InboxPage, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "href": f"?{urlencode({'tab': 'all', 'due': key})}",
            "tone": tone,
            "shape": shape,
            "shape_kind": kind,
            "text": say(f"cases.tally.{key}", lang, count=page.tally[key]),
            "current": page.query.due == key,
        }
        for key, tone, shape, kind in TALLY
    ]


def _choices(sections: frozenset[str] | None, lang: str) -> dict[str, list[tuple[str, str]]]:
    procedures = list_procedures(sections)
    return {
        "procedures": procedures,
        "states": [(key, say(f"cases.state.{key}", lang)) for key in STATES],
        "dues": [(key, say(f"cases.due.{key}", lang)) for key in DUES],
        "periods": [(key, say(f"cases.received.{key}", lang)) for key in RECEIVED],
        "sections": [(key, section_name(key)) for key in sorted(sections or ())]
        if sections is not None and len(sections) > 1
        else [],
    }
