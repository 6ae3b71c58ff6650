# SPDX-License-Identifier: Apache-2.0
"""Into which bank account is money paid back?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.payments.commands.refund_accounts import (
    drop_refund_account,
    keep_refund_account,
)
from madoguchi.engines.payments.queries.refund_accounts import find_account
from madoguchi.engines.payments.rules.bank_account import KINDS, AccountWrong, read_account
from madoguchi.engines.payments.web.citizen.frame import Crumb, crumbs
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

FIELDS = ("bank", "branch", "kind", "number", "holder")
SHOWN = 3


@signed_in
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """還付先の口座: what is kept is shown by its last digits; a new one replaces it."""
    lang, actor = lang_of(request), actor_on(request)
    typed = {one: request.POST.get(one, "")[:60] for one in FIELDS}
    error: AccountWrong | None = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "drop":
                drop_refund_account(actor=actor, at=now())
            else:
                keep_refund_account(account=read_account(**typed), actor=actor, at=now())
        except AccountWrong as problem:
            error = problem
        else:
            messages.success(request, say("payments.account.done", lang))
            return HttpResponseRedirect(reverse("payments:account"))
    values = {
        "crumbs": crumbs(lang, Crumb(say("payments.account.title", lang))),
        "known": _known(find_account(actor.ref), lang),
        "typed": typed,
        "kinds": [(one, say(f"payments.account.{one}", lang)) for one in KINDS],
        "wrong": {str(error.values["field"]): error.message.pick(lang)} if error else {},
        "errors": [{"href": f"#{error.values['field']}", "text": error.message.pick(lang)}]
        if error
        else [],
    }
    return render(request, "payments/citizen/account.html", values, status=422 if error else 200)


def _known(found: dict[str, str] | None, lang: str) -> list[dict[str, Any]]:
    if not found:
        return []
    number = "*" * (len(found["number"]) - SHOWN) + found["number"][-SHOWN:]
    told = {**found, "number": number, "kind": say(f"payments.account.{found['kind']}", lang)}
    return [
        {"label": say(f"payments.account.field_{one}", lang), "text": told[one]} for one in FIELDS
    ]
