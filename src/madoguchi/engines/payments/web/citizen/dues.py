# SPDX-License-Identifier: Apache-2.0
"""What have I and my household to pay, what was paid too much, and what is done?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.payments.queries.dues import (
    list_overpaid,
    list_settled,
    list_unpaid,
    payers_of,
)
from madoguchi.engines.payments.web.citizen.frame import Crumb, line_of, money
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

PER_PAGE = 20
MOST_OPEN = 200


@signed_in
@never_cache
def dues(request: HttpRequest) -> HttpResponse:
    """納付: everything in one list, the earliest due date first."""
    lang, actor = lang_of(request), actor_on(request)
    names = payers_of(actor)
    unpaid = list(list_unpaid(actor)[:MOST_OPEN])
    settled = list_settled(actor)
    written = request.GET.get("page", "")
    page = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    pager = make_pager(request.GET, page=page or 1, size=PER_PAGE, total=settled.count())
    first = max(pager.first - 1, 0)
    values = {
        "crumbs": [Crumb(say("payments.dues.title", lang))],
        "unpaid": [line_of(one, request, names[one.payer_ref]) for one in unpaid],
        "total": money(sum(one.balance_yen for one in unpaid), lang),
        "overpaid": [
            line_of(one, request, names[one.payer_ref]) for one in list_overpaid(actor)[:MOST_OPEN]
        ],
        "settled": [
            line_of(one, request, names[one.payer_ref]) for one in settled[first : first + PER_PAGE]
        ],
        "pager": pager,
        "account_url": reverse("payments:account"),
        "number_url": reverse("payments:number"),
    }
    return render(request, "payments/citizen/dues.html", values)
