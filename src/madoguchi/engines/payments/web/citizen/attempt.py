# SPDX-License-Identifier: Apache-2.0
"""How did it end? The page to which the gateway sends payers back, and giving up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.payments.commands.give_up_attempt import give_up_attempt
from madoguchi.engines.payments.commands.settle_attempt import settle_attempt
from madoguchi.engines.payments.models import Attempt
from madoguchi.engines.payments.rules.attempt_refusals import AttemptUnknown
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.web.citizen.frame import Crumb, crumbs, due_url, money
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

WHY = "payers come back from another site, perhaps without their cookie; it names amounts only"
OUTCOMES = {
    "created": "waiting", "unknown": "waiting", "authorised": "waiting", "redirected": "unfinished",
    "captured": "done", "failed": "failed", "expired": "expired", "cancelled": "cancelled",
}  # fmt: skip
TONES = {"done": "ok", "waiting": "info", "unfinished": "warn"}


@open_to_all(WHY)
@never_cache
def attempts(_: HttpRequest) -> HttpResponse:
    """The address before the ids; whoever comes here goes to the list."""
    return HttpResponseRedirect(reverse("payments:dues"))


@open_to_all(WHY)
@never_cache
def attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """支払いの結果: the gateway is asked while the payer looks on."""
    found = settle_attempt(attempt_id=_get(attempt_id).id, actor=SYSTEM, at=now())
    lang, due = lang_of(request), found.receivable
    outcome = OUTCOMES[found.state]
    title = say(f"payments.result.{outcome}", lang)
    values = {
        "title": title,
        "text": say(f"payments.result.{outcome}_text", lang),
        "outcome": outcome,
        "tone": TONES.get(outcome, "bad"),
        "crumbs": crumbs(lang, Crumb(due.words.pick(lang), due_url(due)), Crumb(title)),
        "number": show_number(due.number),
        "rows": [
            {"label": say("payments.row.what", lang), "text": due.words.pick(lang)},
            {"label": say("payments.row.yen", lang), "text": money(found.yen, lang)},
            {"label": say("payments.row.how", lang), "text": say(f"payments.route.{found.route}", lang)},
        ],
        "go_on_url": found.redirect_url if outcome == "unfinished" else "",
        "give_up_url": reverse("payments:give-up", args=[found.id]),
        "due_url": due_url(due),
        "here_url": reverse("payments:attempt", args=[found.id]),
        "receipt_url": reverse("payments:receipt", args=[due.number]),
        "dues_url": reverse("payments:dues"),
    }  # fmt: skip
    return render(request, "payments/citizen/attempt.html", values)


@open_to_all(WHY)
@require_POST
@never_cache
def give_up(_: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """取りやめ: nothing is charged; who has paid meanwhile has paid."""
    found = give_up_attempt(attempt_id=_get(attempt_id).id, actor=SYSTEM, at=now())
    return HttpResponseRedirect(reverse("payments:attempt", args=[found.id]))


def _get(attempt_id: UUID) -> Attempt:
    found = Attempt.objects.filter(id=attempt_id).first()
    if found is None:
        raise AttemptUnknown
    return found
