# SPDX-License-Identifier: Apache-2.0
"""Reductions that wait for a decision, one after another, with approve and refuse beside each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.policy import WORK
from madoguchi.engines.booking.queries.reductions import waiting_reductions
from madoguchi.engines.booking.queries.staff_view import get_booking
from madoguchi.engines.booking.web.desk.booking_acts import ACTS
from madoguchi.engines.booking.web.desk.frame import (
    page,
    place_of,
    span_words,
    state_shown,
    who,
)
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.wording import say

PER_PAGE = 20


@visiting_staff_may(WORK)
@never_cache
@require_GET
def reductions(request: HttpRequest) -> HttpResponse:
    """The list, the next use first."""
    return _page(request)


@visiting_staff_may(WORK)
@never_cache
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Approve or refuse one; refused for want of a reason, the page keeps what was typed."""
    actor, at, lang = who(request)
    found = get_booking(number, actor=actor)
    try:
        ACTS["reduction"](found, request.POST, actor, at)
    except Refusal as refusal:
        return _page(request, number=number, refusal=refusal)
    messages.success(request, say("booking.desk.did.reduction", lang))
    return redirect("booking:desk-reductions")


def _page(
    request: HttpRequest, *, number: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    actor, at, lang = who(request)
    waiting = waiting_reductions(actor, at=at)
    total = waiting.count()
    asked = request.GET.get("page", "")
    here = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    pager = make_pager(request.GET, page=max(here, 1), size=PER_PAGE, total=total)
    first = max(pager.first - 1, 0)
    rows = list(waiting[first : first + PER_PAGE])
    contacts = read_contacts(reservations=rows, what="reductions", actor=actor, at=at)
    typed = {number: request.POST.get("why", "")[:400]}
    values = {
        "total": total,
        "pager": pager,
        "rows": [_row(one, contacts[one.id], typed.get(one.number, ""), lang) for one in rows],
    }
    return page(request, "reductions", values, refusal)


def _row(one: Reservation, contact: dict[str, str], why: str, lang: str) -> dict[str, Any]:
    rules = one.read_rules()
    key = one.fee.get("reduction")
    rule = next((found for found in rules.reductions if found.key == key), None)
    full = int(one.fee.get("full_yen", 0))
    return {
        "number": one.number,
        "span": span_words(one.starts_at, one.ends_at, lang),
        "place": place_of(one, lang),
        "name": contact.get("group") or contact.get("name", ""),
        "phone": contact.get("phone", ""),
        "purpose": rules.word(one.purpose, lang),
        "state": state_shown(one, lang),
        "title": rule.title.pick(lang) if rule else str(key),
        "percent": rule.percent if rule else 0,
        "evidence": rule.evidence.pick(lang) if rule and rule.evidence else "",
        "full_yen": full,
        "then_yen": full - full * rule.percent // 100 if rule else full,
        "why": why,
    }
