# SPDX-License-Identifier: Apache-2.0
"""New keys of applicants: who waits, and was it really the applicant? (鍵の再発行)"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.cases.commands.record_reading import record_listing
from madoguchi.engines.cases.commands.settle_key_change import (
    confirm_key_change,
    refuse_key_change,
)
from madoguchi.engines.cases.models import KeyChange
from madoguchi.engines.cases.policy import CONFIRM_KEY, NO_SUCH_CASE
from madoguchi.engines.cases.queries.key_changes import (
    list_settled,
    list_waiting,
    visible_cases,
)
from madoguchi.engines.cases.rules.key_changes import LONGEST_REASON, METHODS
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(CONFIRM_KEY)
@require_GET
def key_changes(request: HttpRequest) -> HttpResponse:
    """What waits, and what was settled lately; names stand on the page of one item."""
    actor = actor_on(request)
    shown = {"waiting": list_waiting(actor), "settled": list_settled(actor)}
    return render(request, "cases/key_changes.html", shown)


@staff_may(CONFIRM_KEY)
@require_http_methods(["GET", "POST"])
def key_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One new key: whom to call, and what was found."""
    actor, at = actor_on(request), now()
    item = KeyChange.objects.filter(id=change_id).first()
    cases = visible_cases(item, actor, at=at) if item else []
    if item is None or not cases:
        raise NotFound(NO_SUCH_CASE)
    if request.method == "POST":
        return _judge(request, item)
    record_listing(
        numbers=[case.number for case in cases],
        actor=actor,
        at=at,
        purpose=say("cases.key_changes.title"),
        what="key-change",
    )
    return _page(request, item, None)


def _judge(request: HttpRequest, item: KeyChange) -> HttpResponse:
    confirm = request.POST.get("answer") == "confirm"
    judge = confirm_key_change if confirm else refuse_key_change
    try:
        judge(
            change_id=item.id,
            method=request.POST.get("method", ""),
            reason=request.POST.get("reason", ""),
            actor=actor_on(request),
            at=now(),
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        item.refresh_from_db()
        return _page(request, item, refusal)
    done = "confirmed" if confirm else "refused"
    messages.success(request, say(f"cases.key_changes.did.{done}", lang_of(request)))
    return redirect("cases:key_changes")


def _page(request: HttpRequest, item: KeyChange, refusal: Refusal | None) -> HttpResponse:
    lang = lang_of(request)
    shown = {
        "item": item,
        "cases": visible_cases(item, actor_on(request), at=now()),
        "title": say("cases.key_changes.item", lang),
        "card": say(f"cases.key_changes.card.{item.card}", lang) if item.card else "",
        "methods": [(one, say(f"cases.key_changes.method.{one}", lang)) for one in METHODS],
        "method": request.POST.get("method", ""),
        "reason": request.POST.get("reason", "")[:LONGEST_REASON],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "cases/key_change.html", shown, status=status)
