# SPDX-License-Identifier: Apache-2.0
"""The page of one case (事案)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from madoguchi.engines.cases.commands.record_reading import record_reading
from madoguchi.engines.cases.policy import ASSIGN, DECIDE, VIEW, WORK, permissions_in
from madoguchi.engines.cases.queries.case_page import CaseView, get_case, view_case
from madoguchi.engines.cases.queries.city import section_name
from madoguchi.engines.cases.rules.states import is_decidable
from madoguchi.engines.cases.web.acting_shown import show_acting
from madoguchi.engines.cases.web.amendments_shown import is_unreachable, show_amendments
from madoguchi.engines.cases.web.case_shown import (
    show_answers,
    show_checks,
    show_messages,
    show_timeline,
)
from madoguchi.engines.cases.web.clock_shown import show_clock
from madoguchi.engines.cases.web.files_shown import show_files
from madoguchi.engines.cases.web.identity_shown import show_business, show_identity, show_warning
from madoguchi.engines.cases.web.row_shown import due_tag, shown_state, state_tag
from madoguchi.engines.cases.web.small_form import case_url
from madoguchi.engines.cases.web.verbs import list_verbs
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(VIEW)
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one case; the reading is written down."""
    actor, at, lang = actor_on(request), now(), lang_of(request)
    row = get_case(number, actor=actor)
    if row.number != number:
        return redirect(case_url(row))
    record_reading(case=row, actor=actor, at=at, purpose=row.procedure_title)
    view = view_case(row, actor=actor)
    permissions = permissions_in(actor, row.section, on=today(at))
    shown = {
        "case": row,
        "view": view,
        "title": "",
        "state_tag": state_tag(shown_state(vars(row)), lang),
        "due_tag": due_tag(row.due_on, row.paused_on, today(at), lang) if row.is_open else "",
        "section_words": section_name(row.section),
        "answers": show_answers(view, lang),
        "checks": show_checks(view, lang),
        "identity": show_identity(view, lang, works=WORK in permissions),
        "business": show_business(view, lang),
        "acting": show_acting(view, lang),
        "proof_warning": show_warning(row, lang),
        "files": show_files(view, permissions, lang),
        "timeline": show_timeline(view, lang),
        "thread": show_messages(view, lang),
        "clock": show_clock(view, on=today(at), lang=lang),
        "verbs": [
            {"key": verb.key, "icon": verb.icon, "label": say(f"cases.do.{verb.key}", lang)}
            for verb in list_verbs(row, permissions, survey=view.edition.procedure.anonymous)
        ],
        "amendments": show_amendments(view, lang),
        "unreachable": is_unreachable(view),
        "opinions": [(one, section_name(one.section)) for one in view.opinions],
        **_buttons(view, actor, permissions),
    }
    return render(request, "cases/case.html", shown)


def _buttons(view: CaseView, actor: Actor, permissions: frozenset[str]) -> dict[str, bool]:
    case = view.case
    works = WORK in permissions
    survey = view.edition.procedure.anonymous
    return {
        "works": works,
        "may_take": works and case.is_open and case.assignee_ref != actor.ref,
        "may_assign": ASSIGN in permissions and case.is_open,
        "may_correct": works and case.state in {"received", "reviewing"} and not survey,
        "may_decide": DECIDE in permissions and is_decidable(case.state) and not survey,
        "may_propose": works
        and not survey
        and DECIDE not in permissions
        and case.state in {"received", "reviewing"},
        "may_issue": DECIDE in permissions and case.outcome in {"approved", "refused"},
    }
