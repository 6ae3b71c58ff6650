# SPDX-License-Identifier: Apache-2.0
"""Answering a request for correction (訂正の求め)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.commands.answer_amendment import OUTCOMES, answer_amendment
from madoguchi.engines.cases.policy import NO_SUCH_CASE, WORK
from madoguchi.engines.cases.web.reading import open_for_form
from madoguchi.engines.cases.web.small_form import case_url
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(WORK)
@require_http_methods(["GET", "POST"])
def amendment(request: HttpRequest, number: str, amendment_id: UUID) -> HttpResponse:
    """What is wanted and why; granted or refused with reasons."""
    case, lang = open_for_form(request, number, form="amendment"), lang_of(request)
    row = case.amendments.filter(id=amendment_id).first()
    if row is None:
        raise NotFound(NO_SUCH_CASE)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            answer_amendment(
                amendment_id=row.id,
                outcome=request.POST.get("outcome", ""),
                words=request.POST.get("words", ""),
                actor=actor_on(request),
                at=now(),
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, say("cases.did.amendment", lang))
            return redirect(case_url(case))
    ending = ".consent" if row.kind == "withdraw_consent" else ""
    shown = {
        "case": case,
        "title": say("cases.amendments.answer", lang),
        "lead": say(f"cases.amendments.lead{ending}", lang),
        "amendment": row,
        "asked": row.asked,
        "outcomes": [(key, say(f"cases.amendments.{key}{ending}", lang)) for key in OUTCOMES],
        "chosen": request.POST.get("outcome", ""),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
        "case_url": case_url(case),
    }
    status = refusal.status if refusal else 200
    return render(request, "cases/amendment.html", shown, status=status)
