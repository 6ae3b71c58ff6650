# SPDX-License-Identifier: Apache-2.0
"""One thing done to many cases of the inbox."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.engines.cases.commands.act_on_many import MOST, Batch, act_on_many
from madoguchi.engines.cases.commands.assign import assign
from madoguchi.engines.cases.commands.close import close
from madoguchi.engines.cases.commands.decide import Verdict, decide
from madoguchi.engines.cases.commands.start_review import start_review
from madoguchi.engines.cases.policy import ASSIGN, DECIDE, EXPORT, VIEW, WORK, visible_sections
from madoguchi.engines.cases.queries.colleagues import list_colleagues
from madoguchi.engines.cases.queries.inbox import COLUMNS, of_sections
from madoguchi.engines.cases.web.export import stream_csv
from madoguchi.engines.cases.web.row_shown import list_words, show_rows
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, check_permission, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(VIEW)
@require_POST
def batch(request: HttpRequest) -> HttpResponseBase:
    """選んだ事案をまとめて動かす."""
    ids, does = read_ids(request.POST), request.POST.get("do", "")
    if not ids:
        messages.error(request, say("cases.none_selected", lang_of(request)))
        return _back(request)
    doing: dict[str, Callable[[HttpRequest, list[UUID]], HttpResponseBase]] = {
        "take": _take,
        "review": _review,
        "assign": _assign,
        "approve": _approve,
        "close": _close,
        "csv": _csv,
    }
    if does not in doing:
        return _back(request)
    return doing[does](request, ids)


def read_ids(posted: QueryDict) -> list[UUID]:
    """The ticked cases; what is no id is left out."""
    ids = []
    for value in posted.getlist("case")[:MOST]:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return ids


def _take(request: HttpRequest, ids: list[UUID]) -> HttpResponseBase:
    actor, at = actor_on(request), now()
    mine = {"assignee_ref": actor.ref, "assignee_name": actor.name}
    done = act_on_many(case_ids=ids, command=assign, actor=actor, at=at, arguments=lambda _: mine)
    return _report(request, done, "take")


def _review(request: HttpRequest, ids: list[UUID]) -> HttpResponseBase:
    actor, at = actor_on(request), now()
    done = act_on_many(case_ids=ids, command=start_review, actor=actor, at=at)
    return _report(request, done, "review")


def _assign(request: HttpRequest, ids: list[UUID]) -> HttpResponseBase:
    actor, at = actor_on(request), now()
    check_permission(actor, ASSIGN)
    rows = _rows(actor, ids)
    people: dict[str, str] = {}
    for section in {row["section"] for row in rows}:
        people |= dict(list_colleagues(section, on=today(at)))
    chosen = request.POST.get("assignee", "")
    if chosen not in people:
        return _confirm(request, "assign", rows, people=sorted(people.items()))
    theirs = {"assignee_ref": chosen, "assignee_name": people[chosen]}
    done = act_on_many(case_ids=ids, command=assign, actor=actor, at=at, arguments=lambda _: theirs)
    return _report(request, done, "assign")


def _approve(request: HttpRequest, ids: list[UUID]) -> HttpResponseBase:
    actor, at = actor_on(request), now()
    check_permission(actor, DECIDE)
    if not request.POST.get("confirmed"):
        return _confirm(request, "approve_many", _rows(actor, ids))

    def arguments(case_id: UUID) -> dict[str, Any]:
        return {"verdict": Verdict("approved"), "version": _version(request, case_id)}

    done = act_on_many(case_ids=ids, command=decide, actor=actor, at=at, arguments=arguments)
    return _report(request, done, "approved")


def _close(request: HttpRequest, ids: list[UUID]) -> HttpResponseBase:
    actor, at = actor_on(request), now()
    check_permission(actor, WORK)
    if not request.POST.get("confirmed"):
        return _confirm(request, "close_many", _rows(actor, ids, closed_at=None))

    def arguments(case_id: UUID) -> dict[str, Any]:
        return {"version": _version(request, case_id)}

    done = act_on_many(case_ids=ids, command=close, actor=actor, at=at, arguments=arguments)
    return _report(request, done, "close")


def _version(request: HttpRequest, case_id: UUID) -> int | None:
    version = str(request.POST.get(f"version-{case_id}", ""))
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def _csv(request: HttpRequest, ids: list[UUID]) -> HttpResponseBase:
    actor = actor_on(request)
    check_permission(actor, EXPORT)
    rows = of_sections(visible_sections(actor)).filter(id__in=ids)
    return stream_csv(request, rows, purpose=say("cases.export.selection", "ja"))


def _rows(actor: Actor, ids: list[UUID], **which: Any) -> list[dict[str, Any]]:
    rows = of_sections(visible_sections(actor)).filter(id__in=ids, **(which or {"is_open": True}))
    return list(rows.order_by("due_on", "id").values(*COLUMNS))


def _confirm(
    request: HttpRequest,
    does: str,
    rows: list[dict[str, Any]],
    *,
    people: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    lang = lang_of(request)
    shown = {
        "title": say(f"cases.do.{does}", lang),
        "does": request.POST.get("do", ""),
        "picked": rows,
        "rows": show_rows(rows, on=today(now()), lang=lang),
        "people": people,
        "back": request.POST.get("back", ""),
        "explain": say(f"cases.explain.{does}", lang),
        **list_words(lang),
    }
    return render(request, "cases/batch.html", shown)


def _report(request: HttpRequest, done: Batch, does: str) -> HttpResponse:
    lang = lang_of(request)
    if done.done:
        messages.success(
            request,
            say(
                "cases.batch.done", lang, count=len(done.done), what=say(f"cases.did.{does}", lang)
            ),
        )
    for number, message in done.refused[:10]:
        messages.error(request, f"{number}: {message.pick(lang)}")
    if len(done.refused) > 10:
        messages.error(request, say("cases.batch.refused", lang, count=len(done.refused)))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("back", "")[:2_000])
    pairs = [(key, value) for key, values in query.lists() for value in values]
    return redirect(f"{reverse('cases:inbox')}?{urlencode(pairs)}")
