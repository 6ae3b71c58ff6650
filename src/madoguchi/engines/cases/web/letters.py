# SPDX-License-Identifier: Apache-2.0
"""Letters: looked at before, issued again, downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.cases.commands.issue_letter import NoLetter, issue_letter
from madoguchi.engines.cases.commands.record_reading import record_reading
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import DECIDE, NO_SUCH_CASE, VIEW, WORK
from madoguchi.engines.cases.queries.case_page import get_case
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.letters import LetterWords, draw, letter_data
from madoguchi.engines.cases.web.decide import read_verdict
from madoguchi.engines.cases.web.reading import open_for_form
from madoguchi.engines.cases.web.small_form import case_url, posted_version
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(VIEW)
@require_GET
def letter_pdf(request: HttpRequest, number: str, letter_id: UUID) -> HttpResponse:
    """The PDF of an issued letter."""
    actor, at = actor_on(request), now()
    case = get_case(number, actor=actor)
    letter = case.letters.filter(id=letter_id).first()
    if letter is None or letter.sealed_pdf is None:
        raise NotFound(NO_SUCH_CASE)
    record_reading(case=case, actor=actor, at=at, purpose=case.procedure_title, what="letter")
    return _pdf(letter.open(), f"{case.number}-{letter.fiscal_year}-{letter.serial}.pdf")


@staff_may(WORK)
@require_POST
def preview(request: HttpRequest, number: str, outcome: str) -> HttpResponse:
    """The letter as it would be, marked 見本; takes no number."""
    actor, at = actor_on(request), now()
    case = get_case(number, actor=actor)
    edition = get_edition(case.procedure_id, case.revision)
    found = edition.procedure.outcomes.get(outcome)  # type: ignore[call-overload]
    if found is None or not found.letter:
        raise NoLetter(text("この結果には通知書がありません。", "This outcome has no letter."))
    record_reading(
        case=case, actor=actor, at=at, purpose=say("cases.purpose.preview"), what="preview"
    )
    verdict = read_verdict(request.POST, outcome)
    case.outcome = outcome
    words = LetterWords(
        number=say("cases.letter.no_number", "ja"),
        on=today(at),
        reasons=verdict.reasons,
        law=verdict.law,
        message=verdict.message,
        preview=True,
    )
    return _pdf(
        draw(edition, found, letter_data(case, edition, found, words), at=at), "preview.pdf"
    )


@staff_may(DECIDE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, number: str) -> HttpResponse:
    """通知書をもう一度発行する."""
    actor, at, lang = actor_on(request), now(), lang_of(request)
    case = open_for_form(request, number, form="letter")
    if request.method == "GET":
        return _page(request, case, None)
    verdict = read_verdict(request.POST, case.outcome)
    try:
        letter = issue_letter(
            case_id=case.id,
            reasons=verdict.reasons,
            law=verdict.law,
            message=verdict.message,
            actor=actor,
            at=at,
            version=posted_version(request),
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _page(request, case, refusal)
    messages.success(request, say("cases.did.letter", lang, number=letter.document_number))
    return redirect(case_url(case))


def _page(request: HttpRequest, case: Case, refusal: Refusal | None) -> HttpResponse:
    case.refresh_from_db(fields=["version", "state"])
    verdict = read_verdict(request.POST, case.outcome)
    decided = case.actions.filter(kind=case.outcome).order_by("-seq").first()
    data = decided.data if decided else {}
    shown = {
        "case": case,
        "title": say("cases.do.letter", lang_of(request)),
        "own": "\n".join(verdict.reasons or data.get("reasons", [])),
        "law": verdict.law or data.get("law", ""),
        "message": verdict.message,
        "refusal": refusal,
        "case_url": case_url(case),
    }
    return render(request, "cases/letter.html", shown, status=refusal.status if refusal else 200)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
