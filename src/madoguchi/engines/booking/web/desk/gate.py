# SPDX-License-Identifier: Apache-2.0
"""The gate: scan or type, take the signed list along, hand the log in afterwards."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.booking.commands.give_gate_list import give_gate_list
from madoguchi.engines.booking.commands.let_in import let_in
from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.commands.take_over_gate import take_over_gate
from madoguchi.engines.booking.policy import WORK
from madoguchi.engines.booking.queries.tickets import find_shown, public_keys
from madoguchi.engines.booking.rules.desk_refusals import GateFileUnreadable
from madoguchi.engines.booking.web.desk.choosing import read_choice
from madoguchi.engines.booking.web.desk.frame import (
    asked_day,
    page,
    payment_shown,
    place_of,
    span_words,
    state_shown,
    who,
)
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

PROGRAM = Path(__file__).with_name("gate_check.py")
ANSWERS = {
    "welcome": {"tone": "ok", "icon": "done"},
    "already": {"tone": "lamp", "icon": "info"},
    "not_valid": {"tone": "bad", "icon": "error"},
    "other_day": {"tone": "warn", "icon": "calendar"},
    "over": {"tone": "warn", "icon": "clock"},
}
LONGEST_LOG = 2 * 1024 * 1024
View = Callable[..., HttpResponseBase]


@visiting_staff_may(WORK)
@require_http_methods(["GET", "POST"])
def gate(request: HttpRequest) -> HttpResponse:
    """One field that a scanner types into; a ticket of today lets its people in at once."""
    if request.method == "GET":
        return _page(request, {}, None)
    actor, at, lang = who(request)
    written = request.POST.get("shown", "")[:400]
    try:
        found = find_shown(written, actor=actor)
        said = let_in(reservation_id=found.id, actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, {"typed": written}, refusal)
    contact = read_contacts(reservations=[found], what="gate", actor=actor, at=at)[found.id]
    found.refresh_from_db(fields=["state", "paid_at", "paid_yen", "amount_yen"])
    shown = {
        "said": {**ANSWERS[said], "words": say(f"booking.gate.{said}", lang)},
        "booking": found,
        "place": place_of(found, lang),
        "span": span_words(found.starts_at, found.ends_at, lang),
        "name": contact.get("group") or contact.get("name", ""),
        "state": state_shown(found, lang),
        "payment": payment_shown(found, lang),
    }
    return _page(request, shown, None)


def _page(request: HttpRequest, shown: dict[str, Any], refusal: Refusal | None) -> HttpResponse:
    _, at, _ = who(request)
    values = {
        "facilities": read_choice(request).options,
        "day_value": today(at).isoformat(),
        "key": public_keys()[0],
        **shown,
    }
    return page(request, "gate", values, refusal)


@visiting_staff_may(WORK)
@require_GET
def list_file(request: HttpRequest) -> HttpResponse:
    """The signed list of a place or offer and day as a file."""
    actor, at, _ = who(request)
    day, refusal = asked_day(request)
    chosen = read_choice(request).chosen
    if refusal is not None or chosen is None:
        return _page(request, {}, refusal)
    of = chosen.space or chosen.offer
    if of is None:
        return _page(request, {}, refusal)
    listed = give_gate_list(of=of, place=chosen.title, day=day, actor=actor, at=at)
    body = json.dumps(listed, ensure_ascii=False, indent=1)
    name = f"gate-{of.key}-{day.isoformat()}.json"
    return _file(body.encode(), "application/json", name)


@visiting_staff_may(WORK)
@require_GET
def program(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The program for a gate without a line, as it is tested here."""
    return _file(PROGRAM.read_bytes(), "text/x-python; charset=utf-8", PROGRAM.name)


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _in_memory(view: View) -> View:
    """Receive the form's file here and now.

    What citizens send is sealed for the office instead; the way of receiving must be chosen before
    anything looks at the form, so the token is checked inside.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return view(request, *args, **kwargs)

    return inner


@csrf_exempt
@_in_memory
@csrf_protect
@visiting_staff_may(WORK)
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """What a gate wrote down becomes attendance; the same file twice changes nothing."""
    actor, at, _ = who(request)
    sent = request.FILES.get("log")
    try:
        if sent is None or not 0 < (sent.size or 0) <= LONGEST_LOG:
            raise GateFileUnreadable
        done = take_over_gate(written=sent.read(), actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, {}, refusal)
    return _page(request, {"taken": done}, None)
