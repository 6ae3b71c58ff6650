# SPDX-License-Identifier: Apache-2.0
"""A payer prints the slip of a due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.engines.payments.commands.issue_slip import issue_slip
from madoguchi.engines.payments.commands.print_slips import print_slips
from madoguchi.engines.payments.rules.convenience_slip import MOST_YEN
from madoguchi.engines.payments.web.citizen.due import OPEN
from madoguchi.engines.payments.web.citizen.frame import (
    Crumb,
    crumbs,
    due_url,
    money,
    open_due,
    refusal_words,
)
from madoguchi.engines.payments.web.files import as_file
from madoguchi.engines.payments.web.slips.typeset import typeset_slips
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all


@open_to_all(OPEN)
@never_cache
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """What a slip is good for, and the PDF."""
    found, proven = open_due(request, number)
    refused: Refusal | None = None
    if request.method == "POST":
        actor, at = actor_on(request), now()
        try:
            made = issue_slip(receivable_id=found.id, actor=actor, at=at, proven=proven)
            faces = print_slips(slip_ids=[made.id], actor=actor, at=at, proven=proven)
        except Refusal as refusal:
            refused = refusal
        else:
            name = f"slip-{made.pay_number}.pdf"
            return as_file(typeset_slips(faces, at=at), name, "application/pdf")
    lang = lang_of(request)
    title = found.words.pick(lang)
    shown = {
        "due": found,
        "title": title,
        "crumbs": crumbs(lang, Crumb(title, due_url(found))),
        "yen": money(found.balance_yen, lang),
        "fits_store": found.balance_yen <= MOST_YEN,
        "refusal": refusal_words(refused, lang),
    }
    status = refused.status if refused else 200
    return render(request, "payments/citizen/slip.html", shown, status=status)
