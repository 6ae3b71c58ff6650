# SPDX-License-Identifier: Apache-2.0
"""One due: what it is made of, what was booked, by which ways it can be paid, and beginning to pay."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.payments.commands.start_attempt import Asked, start_attempt
from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.queries.dues import DueShown, payable_amounts, read_due
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.rules.routes import list_routes
from madoguchi.engines.payments.web.citizen.frame import (
    Crumb,
    crumbs,
    due_url,
    money,
    open_due,
    refusal_words,
    state_of,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.content_security import may_also
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

OPEN = "the payer, their household, or who knows the confirmation number; the view checks it"
ONLINE = ("card", "code")


@open_to_all(OPEN)
@never_cache
def due(request: HttpRequest, number: str) -> HttpResponse:
    """納付の内容."""
    found, _ = open_due(request, number)
    return show_due(request, found)


@open_to_all(OPEN)
@require_POST
@never_cache
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin to pay by card or code, and go to the gateway's page."""
    found, proven = open_due(request, number)
    written = request.POST.get("yen", "")
    asked = Asked(
        receivable_id=found.id,
        yen=int(written) if written.isascii() and written.isdigit() and len(written) < 13 else 0,
        route="code" if request.POST.get("route") == "code" else "card",
        key=request.POST.get("key", "")[:100],
        return_base=settings.PORTAL_URL.rstrip("/") + reverse("payments:attempts"),
        proven=proven,
    )
    try:
        attempt = start_attempt(asked=asked, actor=actor_on(request), at=now())
    except Refusal as refusal:
        found.refresh_from_db()
        return show_due(request, found, refusal)
    if attempt.state == "redirected" and _origin(attempt.redirect_url) == gateway_origin():
        return HttpResponseRedirect(attempt.redirect_url)
    return HttpResponseRedirect(reverse("payments:attempt", args=[attempt.id]))


def show_due(
    request: HttpRequest, found: Receivable, refusal: Refusal | None = None
) -> HttpResponse:
    """The page of a due, with what was refused on top."""
    lang = lang_of(request)
    shown = read_due(found)
    title = found.words.pick(lang)
    values = {
        "title": title,
        "crumbs": crumbs(lang, Crumb(title)),
        "number": show_number(found.number),
        "tag": state_of(found, request),
        "rows": _rows(found, lang),
        "items": _items(shown, lang),
        "parts": _parts(shown, lang),
        "booked": _booked(shown, lang),
        "refunds": _refunds(shown, lang),
        "can_pay": found.state in {"open", "partly_paid"} and found.balance_yen > 0,
        "balance": money(found.balance_yen, lang),
        "amounts": [{"yen": one, "words": money(one, lang)} for one in payable_amounts(found)],
        "surplus": money(found.returnable_yen, lang) if found.returnable_yen else "",
        "attempt_url": _attempt_url(shown),
        "key": new_id().hex,
        "receipt_url": reverse("payments:receipt", args=[found.number]) if found.paid_yen else "",
        "refusal": refusal_words(refusal, lang),
        **_ways(found, lang),
    }
    return _page(request, values, status=refusal.status if refusal else 200)


def _page(request: HttpRequest, values: dict[str, Any], *, status: int) -> HttpResponse:
    """The page, whose form may lead on to the gateway's own page."""

    @may_also(form_action=tuple(filter(None, [gateway_origin()])))
    def answer(asked: HttpRequest) -> HttpResponse:
        return render(asked, "payments/citizen/due.html", values, status=status)

    response = answer(request)
    assert isinstance(response, HttpResponse)  # noqa: S101 - render makes one
    return response


def gateway_origin() -> str:
    """The origin of the pages on which people pay; empty without a provider."""
    return _origin(settings.PAYMENT_GATEWAY_PAGES)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _rows(found: Receivable, lang: str) -> list[dict[str, Any]]:
    rows = [(say("payments.row.number", lang), show_number(found.number))]
    if found.due_on:
        rows.append((say("payments.row.due_on", lang), format_date(found.due_on, lang)))
    rows.append((say("payments.row.due", lang), money(found.due_yen, lang)))
    if found.paid_yen:
        rows.append((say("payments.row.paid", lang), money(found.paid_yen, lang)))
    return [{"label": label, "text": text} for label, text in rows]


def _items(shown: DueShown, lang: str) -> list[dict[str, str]]:
    return [{"label": one.words.pick(lang), "yen": money(one.yen, lang)} for one in shown.items]


def _parts(shown: DueShown, lang: str) -> list[dict[str, str]]:
    return [
        {
            "label": say("payments.part", lang, number=one.ordinal),
            "day": format_date(one.due_on, lang),
            "yen": money(one.yen, lang),
        }
        for one in shown.parts
    ]


def _booked(shown: DueShown, lang: str) -> list[dict[str, str]]:
    return [
        {
            "day": format_date(one.occurred_on, lang),
            "what": say(
                "payments.booked.reversed" if one.is_reversal else f"payments.booked.{one.kind}",
                lang,
            ),
            "how": say(f"payments.route.{one.route}", lang) if one.route else "",
            "yen": money(one.yen, lang),
        }
        for one in shown.booked
    ]


def _refunds(shown: DueShown, lang: str) -> list[str]:
    return [
        say(f"payments.refund.{one.state}", lang, yen=money(one.yen, lang))
        for one in shown.refunds
        if one.state != "rejected"
    ]


def _attempt_url(shown: DueShown) -> str:
    return reverse("payments:attempt", args=[shown.attempt.id]) if shown.attempt else ""


def _ways(found: Receivable, lang: str) -> dict[str, Any]:
    """Card and code as buttons of the page, the other ways as links; closed ways say why."""
    online, others, closed = [], [], []
    for one in list_routes():
        why = one.may(found, now())
        words = {"name": say(one.name, lang), "about": say(one.about, lang), "key": one.key}
        if why is not None:
            closed.append({**words, "why": why.pick(lang)})
        elif one.key in ONLINE:
            online.append(words)
        else:
            others.append({**words, "url": reverse(one.url_name, args=[found.number])})
    return {"online": online, "others": others, "closed": closed, "begin_url": _begin_url(found)}


def _begin_url(found: Receivable) -> str:
    return f"{due_url(found)}begin/"
