# SPDX-License-Identifier: Apache-2.0
"""Waiting lists: who waits for which time, a place for one of them, and off the list with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.end_waiting import remove_waiting
from madoguchi.engines.booking.commands.promote_one import promote_one
from madoguchi.engines.booking.commands.promote_waiting import promote_waiting
from madoguchi.engines.booking.commands.read_contacts import read_who_waits
from madoguchi.engines.booking.models import Offer, WaitingEntry
from madoguchi.engines.booking.policy import VIEW, WORK, may_work
from madoguchi.engines.booking.queries.waiting import (
    WaitingTime,
    get_waiting_offer,
    list_waiting_lines,
    list_waiting_times,
)
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.web.desk.frame import page, span_words, title_of, who
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@require_GET
def waiting_lists(request: HttpRequest) -> HttpResponse:
    """The offers of the section that keep a list, with how many wait."""
    actor, at, lang = who(request)
    rows = [
        {
            "key": one.offer.key,
            "title": title_of(one.offer.title, lang),
            "kind": say(f"booking.kind.{one.offer.kind}", lang),
            "waiting": one.waiting,
            "offered": one.offered,
            "automatic": one.offer.read_rules().waiting.automatic,
        }
        for one in list_waiting_lines(actor, at=at)
    ]
    return page(request, "waiting_lists", {"rows": rows})


@visiting_staff_may(VIEW)
@require_GET
def waiting_list(request: HttpRequest, offer: str) -> HttpResponse:
    """Who waits for the times of one offer."""
    actor, _, _ = who(request)
    return _page(request, get_waiting_offer(offer, actor=actor), {}, None)


@visiting_staff_may(WORK)
@require_POST
def act_on_waiting(request: HttpRequest, offer: str, verb: str) -> HttpResponse:
    """A place for one who waits, for all that fit, or off the list."""
    actor, at, lang = who(request)
    found = get_waiting_offer(offer, actor=actor)
    try:
        done = _do(request, found, verb, actor, at)
    except NotFound:
        raise
    except Refusal as refusal:
        typed = {"entry": request.POST.get("entry", ""), "why": request.POST.get("why", "")}
        return _page(request, found, typed, refusal)
    messages.success(request, say(f"booking.desk_waiting.did.{verb}", lang, count=done))
    return redirect("booking:desk-waiting-list", offer=offer)


def _do(request: HttpRequest, found: Offer, verb: str, actor: Actor, at: datetime) -> int:
    if verb == "promote":
        promote_one(entry_id=_entry(request, found), actor=actor, at=at)
        return 1
    if verb == "remove":
        why = request.POST.get("why", "")[:400]
        remove_waiting(entry_id=_entry(request, found), why=why, actor=actor, at=at)
        return 1
    if verb == "promote-all":
        return len(promote_waiting(offer_key=found.key, actor=actor, at=at))
    raise NotFound(text("この画面はありません。", "There is no such page."))


def _entry(request: HttpRequest, found: Offer) -> UUID:
    """The chosen place on a list of this offer."""
    try:
        wanted = UUID(request.POST.get("entry", ""))
    except ValueError:
        raise ReservationUnknown from None
    if not WaitingEntry.objects.filter(id=wanted, offer=found).exists():
        raise ReservationUnknown
    return wanted


def _page(
    request: HttpRequest, found: Offer, typed: Mapping[str, str], refusal: Refusal | None
) -> HttpResponse:
    actor, at, lang = who(request)
    times = list_waiting_times(found, at=at)
    contacts = read_who_waits(
        entries=(one for time in times for one in time.entries), actor=actor, at=at
    )
    rules = found.read_rules().waiting
    shown = {
        "offer": found,
        "title": title_of(found.title, lang),
        "times": [_time(one, contacts, lang) for one in times],
        "total": sum(len(one.entries) for one in times),
        "automatic": rules.automatic,
        "drawn": rules.order == "draw",
        "hours": rules.answer_hours,
        "typed": typed,
        "can": may_work(actor, found.section),
    }
    return page(request, "waiting_list", shown, refusal)


def _time(
    one: WaitingTime, contacts: Mapping[UUID, Mapping[str, str]], lang: str
) -> dict[str, Any]:
    first = one.first
    return {
        "id": first.id,
        "span": span_words(first.starts_at, first.ends_at, lang),
        "place": title_of(first.space.title, lang) if first.space else "",
        "entries": [
            {
                "one": entry,
                "key": str(entry.id),
                "field": f"why-{entry.id}",
                "n": n,
                "name": contacts[entry.id].get("name", ""),
                "group": contacts[entry.id].get("group", ""),
                "phone": contacts[entry.id].get("phone", ""),
                "purpose": entry.offer.read_rules().word(entry.purpose, lang)
                if entry.purpose
                else "",
                "number": entry.reservation.number
                if entry.state == "offered" and entry.reservation
                else "",
                "until": entry.reservation.hold_until if entry.reservation else None,
                "passed": bool(entry.passed_over),
            }
            for n, entry in enumerate(one.entries, 1)
        ],
    }
