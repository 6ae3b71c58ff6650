# SPDX-License-Identifier: Apache-2.0
"""The form with which a decision is proposed or taken, with the letter to look at first."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.commands.decide import (
    Verdict,
    decide,
    propose_decision,
)
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import DECIDE, WORK, permissions_in
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.phrases import list_phrases
from madoguchi.engines.cases.web.reading import open_for_form
from madoguchi.engines.cases.web.small_form import case_url, posted_version
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(WORK)
@require_http_methods(["GET", "POST"])
def decide_case(request: HttpRequest, number: str, outcome: str) -> HttpResponse:
    """認定・却下を決める、または起案する."""
    if outcome not in {"approved", "refused"}:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    actor, at = actor_on(request), now()
    case = open_for_form(request, number, form="decide")
    decides = DECIDE in permissions_in(actor, case.section, on=today(at))
    if request.method == "GET":
        return _page(request, case, _proposed(case, outcome), decides=decides)
    verdict = read_verdict(request.POST, outcome)
    command = decide if decides else propose_decision
    try:
        command(
            case_id=case.id, verdict=verdict, actor=actor, at=at, version=posted_version(request)
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _page(request, case, verdict, decides=decides, refusal=refusal)
    _say_done(request, verdict, decides=decides)
    return redirect(case_url(case))


def read_verdict(posted: Any, outcome: str) -> Verdict:
    """What the officer has typed."""
    own = posted.get("reason_own", "").splitlines()
    return Verdict(
        outcome=outcome,
        reasons=clean_reasons([*posted.getlist("reason"), *own]),
        law=posted.get("law", "").strip()[:500],
        message=posted.get("message", "").strip()[:5_000],
    )


def clean_reasons(reasons: Iterable[str]) -> tuple[str, ...]:
    """Reasons without blanks and repetitions, in order."""
    return tuple(dict.fromkeys(reason.strip() for reason in reasons if reason.strip()))


def _proposed(case: Case, outcome: str) -> Verdict:
    """What a colleague has proposed, where the case waits for a decision."""
    edition = get_edition(case.procedure_id, case.revision)
    laws = "、".join(str(law) for law in edition.procedure.law)
    action = case.actions.filter(kind="decision_proposed").order_by("-seq").first()
    if case.state == "deciding" and action and action.data.get("outcome") == outcome:
        return Verdict(outcome, tuple(action.data["reasons"]), action.data["law"] or laws)
    return Verdict(outcome, law=laws)


def _say_done(request: HttpRequest, verdict: Verdict, *, decides: bool) -> None:
    key = verdict.outcome if decides else "proposed"
    messages.success(request, say(f"cases.did.{key}", lang_of(request)))


def _page(
    request: HttpRequest,
    case: Case,
    verdict: Verdict,
    *,
    decides: bool,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = lang_of(request)
    case.refresh_from_db(fields=["version", "state"])
    edition = get_edition(case.procedure_id, case.revision)
    outcome = edition.procedure.outcomes.get(verdict.outcome)  # type: ignore[call-overload]
    offered = _offered(edition, verdict.outcome)
    key = verdict.outcome if decides else f"propose_{verdict.outcome}"
    shown = {
        "case": case,
        "title": say(f"cases.do.{key}", lang),
        "verdict": verdict,
        "offered": [(reason, reason in verdict.reasons) for reason in offered],
        "own": "\n".join(reason for reason in verdict.reasons if reason not in offered),
        "has_letter": bool(outcome and outcome.letter) and not edition.procedure.anonymous,
        "appeal": bool(outcome and outcome.appeal),
        "proposal": _proposal_of(case),
        "decides": decides,
        "refusal": refusal,
        "case_url": case_url(case),
    }
    return render(request, "cases/decide.html", shown, status=refusal.status if refusal else 200)


def _offered(edition: Edition, outcome: str) -> list[str]:
    if outcome == "refused":
        return [one.ja for one in list_phrases(edition, "refusal")]
    approved = edition.procedure.outcomes.get("approved")
    return [one.ja for one in approved.reasons] if approved else []


def _proposal_of(case: Case) -> Any:
    if case.state != "deciding":
        return None
    return case.actions.filter(kind="decision_proposed").order_by("-seq").first()
