# SPDX-License-Identifier: Apache-2.0
"""Taking a case, giving it to a colleague, ticking off tasks, answering opinions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.cases.commands.add_task import finish_task
from madoguchi.engines.cases.commands.ask_opinion import VERDICTS, answer_opinion
from madoguchi.engines.cases.commands.assign import assign
from madoguchi.engines.cases.commands.record_reading import record_listing
from madoguchi.engines.cases.models import Opinion
from madoguchi.engines.cases.policy import ASSIGN, NO_SUCH_CASE, VIEW, WORK, check_may_see
from madoguchi.engines.cases.queries.case_page import get_case
from madoguchi.engines.cases.queries.city import section_name
from madoguchi.engines.cases.queries.colleagues import list_colleagues
from madoguchi.engines.cases.queries.inbox import list_opinions
from madoguchi.engines.cases.web.reading import open_for_form, write_reading
from madoguchi.engines.cases.web.small_form import case_url, posted_version
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(WORK)
@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """自分の担当にする."""
    actor = actor_on(request)
    case = get_case(number, actor=actor)
    assign(
        case_id=case.id,
        assignee_ref=actor.ref,
        assignee_name=actor.name,
        actor=actor,
        at=now(),
    )
    messages.success(request, say("cases.did.take", lang_of(request)))
    return redirect(case_url(case))


@staff_may(ASSIGN)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, number: str) -> HttpResponse:
    """担当を決める."""
    actor, at, lang = actor_on(request), now(), lang_of(request)
    case = open_for_form(request, number, form="assign")
    people = dict(list_colleagues(case.section, on=today(at)))
    chosen, refusal = request.POST.get("assignee", case.assignee_ref), None
    if request.method == "POST" and (not chosen or chosen in people):
        try:
            assign(
                case_id=case.id,
                assignee_ref=chosen,
                assignee_name=people.get(chosen, ""),
                actor=actor,
                at=at,
                version=posted_version(request),
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, say("cases.did.assign", lang))
            return redirect(case_url(case))
    case.refresh_from_db(fields=["version"])
    shown = {
        "case": case,
        "title": say("cases.do.assign", lang),
        "people": list(people.items()),
        "chosen": chosen,
        "refusal": refusal,
        "case_url": case_url(case),
    }
    return render(request, "cases/assign.html", shown, status=refusal.status if refusal else 200)


@staff_may(WORK)
@require_POST
def task_done(request: HttpRequest, number: str, task_id: UUID) -> HttpResponse:
    """やることを済ませる."""
    actor = actor_on(request)
    case = get_case(number, actor=actor)
    if not case.tasks.filter(id=task_id).exists():
        raise NotFound(NO_SUCH_CASE)
    finish_task(task_id=task_id, actor=actor, at=now())
    messages.success(request, say("cases.did.task_done", lang_of(request)))
    return redirect(case_url(case))


@staff_may(VIEW)
@require_GET
def opinions(request: HttpRequest) -> HttpResponse:
    """意見を求められている事案."""
    rows = list_opinions(actor_on(request))
    record_listing(
        numbers=[row.case.number for row in rows],
        actor=actor_on(request),
        at=now(),
        purpose=say("cases.purpose.opinions"),
        what="opinions",
    )
    return render(request, "cases/opinions.html", {"opinions": rows})


@staff_may(VIEW)
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, opinion_id: UUID) -> HttpResponse:
    """意見照会に答える."""
    actor, lang = actor_on(request), lang_of(request)
    row = Opinion.objects.select_related("case").filter(id=opinion_id).first()
    if row is None:
        raise NotFound(NO_SUCH_CASE)
    check_may_see(actor, row.case)
    if request.method == "GET":
        write_reading(request, row.case, form="opinion")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            answer_opinion(
                opinion_id=row.id,
                verdict=request.POST.get("verdict", "note"),
                answer=request.POST.get("answer", ""),
                actor=actor,
                at=now(),
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, say("cases.did.opinion_answered", lang))
            return redirect(case_url(row.case))
    shown = {
        "opinion": row,
        "case": row.case,
        "title": say("cases.opinion.answer", lang),
        "verdicts": [(key, say(f"cases.verdict.{key}", lang)) for key in VERDICTS],
        "verdict": request.POST.get("verdict", ""),
        "answer": request.POST.get("answer", ""),
        "section_words": section_name(row.case.section),
        "refusal": refusal,
        "case_url": case_url(row.case),
    }
    return render(request, "cases/opinion.html", shown, status=refusal.status if refusal else 200)
