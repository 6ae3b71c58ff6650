# SPDX-License-Identifier: Apache-2.0
"""The two pages before the original of a file: the reason, then the warning."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.commands.open_original import OriginalInfected, open_original
from madoguchi.engines.cases.models import Case, CaseFile
from madoguchi.engines.cases.policy import OPEN_ORIGINAL, check_may_work
from madoguchi.engines.cases.rules.original import LONGEST_REASON, check_reason
from madoguchi.engines.cases.web.files import as_download, find_file
from madoguchi.engines.cases.web.small_form import case_url
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(OPEN_ORIGINAL)
@require_http_methods(["GET", "POST"])
def original(request: HttpRequest, number: str, file_id: UUID) -> HttpResponseBase:
    """GET: ask for the reason. POST with a reason: warn. POST with the tick: hand it out."""
    actor, at = actor_on(request), now()
    case, file = find_file(number, file_id, actor)
    check_may_work(actor, case, OPEN_ORIGINAL, on=today(at))
    if file.state == "infected":
        raise OriginalInfected
    if request.method == "GET":
        return _page(request, case, file)
    step = request.POST.get("step", "")
    try:
        check_reason(request.POST.get("reason", ""))
        if step != "open":
            return _page(request, case, file, confirm=True)
        open_original(
            case_file_id=file.id,
            reason=request.POST.get("reason", ""),
            confirmed=request.POST.get("confirmed") == "yes",
            actor=actor,
            at=at,
        )
    except (NotFound, NotAllowed, OriginalInfected):
        raise
    except Refusal as refusal:
        confirm = refusal.code == "original_not_confirmed"
        return _page(request, case, file, confirm=confirm, refusal=refusal)
    pieces = open_file(file.file_id)
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    return as_download(response, file.name, file.size)


def _page(
    request: HttpRequest,
    case: Case,
    file: CaseFile,
    *,
    confirm: bool = False,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = lang_of(request)
    shown = {
        "case": case,
        "title": say("cases.original.title", lang),
        "words": {
            "warning": say("cases.original.warning", lang),
            "reason": say("cases.original.reason", lang),
            "hint": say("cases.original.reason_hint", lang),
        },
        "file": file,
        "confirm": confirm,
        "reason": request.POST.get("reason", "")[:LONGEST_REASON],
        "refusal": refusal,
        "case_url": case_url(case),
    }
    return render(request, "cases/original.html", shown, status=refusal.status if refusal else 200)
