# SPDX-License-Identifier: Apache-2.0
"""What was paid, to show or to print (領収の記録)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.queries.dues import Booked, list_booked
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.engines.payments.web.citizen.frame import (
    Crumb,
    crumbs,
    due_url,
    money,
    open_due,
)
from madoguchi.engines.payments.web.citizen.receipt_pdf import typeset_receipt
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

OPEN = "the payer, their household, or who knows the confirmation number; the view checks it"
MONEY = ("paid", "refunded", "applied")


@open_to_all(OPEN)
@never_cache
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """領収の記録, as a page."""
    found, lines = _paid(request, number)
    lang = lang_of(request)
    title = say("payments.receipt.title", lang)
    values = {
        "title": title,
        "what": found.words.pick(lang),
        "crumbs": crumbs(lang, Crumb(found.words.pick(lang), due_url(found)), Crumb(title)),
        "rows": _rows(found, lines, lang),
        "pdf_url": reverse("payments:receipt-pdf", args=[found.number]),
        "due_url": due_url(found),
    }
    return render(request, "payments/citizen/receipt.html", values)


@open_to_all(OPEN)
@never_cache
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same as a tagged PDF."""
    found, lines = _paid(request, number)
    lang = lang_of(request)
    content = typeset_receipt(
        title=say("payments.receipt.title", lang), what=found.words.pick(lang),
        rows=[(str(one["label"]), str(one["text"])) for one in _rows(found, lines, lang)],
        total=money(found.paid_yen, lang), at=now(), lang=lang,
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.pdf"'
    return answer


def _paid(request: HttpRequest, number: str) -> tuple[Receivable, list[Booked]]:
    """The due and its money lines.

    Raises:
        ReceivableUnknown: nothing was paid, or not for this person.
    """
    found, _ = open_due(request, number)
    lines = [one for one in list_booked(found.id) if one.kind in MONEY]
    if not lines:
        raise ReceivableUnknown
    return found, lines


def _rows(found: Receivable, lines: list[Booked], lang: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"label": say("payments.row.number", lang), "text": show_number(found.number)}
    ]
    for one in lines:
        kind = "payments.booked.reversed" if one.is_reversal else f"payments.booked.{one.kind}"
        how = f" {say(f'payments.route.{one.route}', lang)}" if one.route else ""
        rows.append(
            {
                "label": format_date(one.occurred_on, lang),
                "text": f"{say(kind, lang)}{how} {money(one.yen, lang)}",
            }
        )
    rows.append({"label": say("payments.row.paid", lang), "text": money(found.paid_yen, lang)})
    return rows
