# SPDX-License-Identifier: Apache-2.0
"""Who is to be called because an evacuation ended their booking, and who was reached?"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.note_call import note_call
from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.models import CallNote, Reservation
from madoguchi.engines.booking.policy import MANAGE
from madoguchi.engines.booking.queries.evacuations import calls_of, get_order, list_to_call
from madoguchi.engines.booking.web.desk.frame import page, place_of, span_words, state_shown, who
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say


@visiting_staff_may(MANAGE)
@require_GET
def calls(request: HttpRequest, order: UUID) -> HttpResponse:
    """The list to call from: those not reached first, the next booking first."""
    return _page(request, order, None)


@visiting_staff_may(MANAGE)
@require_POST
def tick(request: HttpRequest, order: UUID, number: str) -> HttpResponse:
    """Note that somebody was reached, or could not be."""
    actor, at, lang = who(request)
    reached = request.POST.get("outcome") == "reached"
    try:
        note_call(order_id=order, number=number, reached=reached, actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, order, refusal)
    messages.success(request, say("booking.calls.noted", lang, number=number))
    return redirect("booking:desk-order-calls", order=order)


def _page(request: HttpRequest, order_id: UUID, refusal: Refusal | None) -> HttpResponse:
    actor, at, lang = who(request)
    order = get_order(order_id, actor=actor)
    rows, noted = list_to_call(order, actor=actor), calls_of(order)
    contacts = read_contacts(reservations=rows, what="call_list", actor=actor, at=at)
    shown = [_row(one, contacts[one.id], noted.get(one.id), lang) for one in rows]
    values = {
        "order": order,
        "left": [one for one in shown if not one["reached"]],
        "reached": [one for one in shown if one["reached"]],
    }
    return page(request, "calls", values, refusal)


def _row(
    one: Reservation, contact: dict[str, str], note: CallNote | None, lang: str
) -> dict[str, Any]:
    return {
        "number": one.number,
        "span": span_words(one.starts_at, one.ends_at, lang),
        "place": place_of(one, lang),
        "people": one.people,
        "name": contact.get("group") or contact.get("name", ""),
        "kana": contact.get("kana", ""),
        "phone": contact.get("phone", ""),
        "state": state_shown(one, lang),
        "note": note,
        "reached": note is not None and note.outcome == "reached",
    }
