# SPDX-License-Identifier: Apache-2.0
"""Searching cases by words and by fields."""

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from madoguchi.engines.cases.commands.record_reading import record_listing
from madoguchi.engines.cases.policy import VIEW, visible_sections
from madoguchi.engines.cases.queries.filters import list_procedures
from madoguchi.engines.cases.queries.search import SearchQuery, find_number, search_cases
from madoguchi.engines.cases.rules.states import STATE_NAMES
from madoguchi.engines.cases.web.row_shown import list_words, show_rows
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

FIELDS = ("number", "name", "birth", "phone", "address")


@staff_may(VIEW)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """探す: one box for all, and fields to be exact."""
    actor, lang = actor_on(request), lang_of(request)
    query, problems = read_search(request.GET, lang)
    found = search_cases(query, actor=actor, on=today(now()))
    if len(found.rows) == 1 and find_number(query.number or query.words):
        return redirect(f"/cases/{found.rows[0]['number']}/")
    numbers = [row["number"] for row in found.rows]
    purpose = say("cases.purpose.search")
    record_listing(numbers=numbers, actor=actor, at=now(), purpose=purpose, what="search")
    shown = {
        "query": query,
        "problems": problems,
        "asked": not query.is_empty,
        "rows": show_rows(found.rows, on=today(now()), lang=lang),
        "more": found.more,
        "fields": [
            (name, say(f"cases.find.{name}", lang), getattr(query, name)) for name in FIELDS
        ],
        "from_typed": request.GET.get("from", ""),
        "until_typed": request.GET.get("until", ""),
        "procedures": list_procedures(visible_sections(actor)),
        "states": [(key, say(f"cases.state.{key}", lang)) for key in STATE_NAMES],
        **list_words(lang),
    }
    return render(request, "cases/search.html", shown)


def read_search(asked: QueryDict, lang: str) -> tuple[SearchQuery, list[str]]:
    """What is looked for; a day that cannot be read is named and left out."""
    problems: list[str] = []

    def day(name: str) -> date | None:
        typed = asked.get(name, "").strip()
        try:
            return parse_date(typed) if typed else None
        except Refusal as refusal:
            problems.append(refusal.message.pick(lang))
            return None

    query = SearchQuery(
        words=asked.get("q", "").strip()[:100],
        **{name: asked.get(name, "").strip()[:100] for name in FIELDS},
        procedure=asked.get("procedure", "")[:64],
        state=asked.get("state", "") if asked.get("state") in STATE_NAMES else "",
        from_on=day("from"),
        until_on=day("until"),
        talk=bool(asked.get("talk")),
    )
    return query, problems
