# SPDX-License-Identifier: Apache-2.0
"""Pay without an account: the number and the confirmation number of the letter open a due."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.queries.confirmed import is_confirmed
from madoguchi.engines.payments.queries.dues import get_due
from madoguchi.engines.payments.rules.numbers import parse_number
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.engines.payments.web.citizen.frame import (
    Crumb,
    crumbs,
    due_url,
    refusal_words,
    remember_opened,
)
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise
from madoguchi.platform.guard.api import Limit, limited
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

TRIES = Limit(name="payments.number", free=10, window=timedelta(minutes=30))
"""Of one address; six digits are guessed once in 1,000,000."""
OF_ONE = Limit(name="payments.number-of-one", free=20, window=timedelta(days=1))


def _wanted(request: HttpRequest) -> str:
    return "".join(one for one in normalise(request.POST.get("number", "")) if one.isdigit())[:12]


@open_to_all("who got a letter pays without an account")
@limited(TRIES)
@limited(OF_ONE, _wanted)
@never_cache
def number(request: HttpRequest) -> HttpResponse:
    """番号で納める."""
    lang = lang_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            due = _open(request.POST.get("number", ""), request.POST.get("confirmation", ""))
        except Refusal as problem:
            refusal = problem
        else:
            remember_opened(request, due)
            return HttpResponseRedirect(due_url(due))
    values = {
        "crumbs": crumbs(lang, Crumb(say("payments.number.title", lang))),
        "number": request.POST.get("number", "")[:40],
        "confirmation": request.POST.get("confirmation", "")[:20],
        "refusal": refusal_words(refusal, lang),
    }
    status = refusal.status if refusal else 200
    return render(request, "payments/citizen/number.html", values, status=status)


def _open(written: str, confirmation: str) -> Receivable:
    """The due; a wrong second number says the same as an unknown first.

    Raises:
        NumberWrong, ReceivableUnknown.
    """
    due = get_due(parse_number(written[:40]))
    typed = normalise(confirmation[:20]).strip()
    if not is_confirmed(due, typed):
        raise ReceivableUnknown
    return due
