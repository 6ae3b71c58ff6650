# SPDX-License-Identifier: Apache-2.0
"""The page of one booking: what it is, what was done with it, and everything staff can do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.models import PenaltyPoint, Reservation
from madoguchi.engines.booking.policy import VIEW, WORK, may_work
from madoguchi.engines.booking.queries.doors import code_of
from madoguchi.engines.booking.queries.equipment import pieces_of
from madoguchi.engines.booking.queries.leaving import leaving_of
from madoguchi.engines.booking.queries.online import room_of
from madoguchi.engines.booking.queries.staff_view import get_booking
from madoguchi.engines.booking.queries.tickets import ticket_of
from madoguchi.engines.booking.rules.change_refusals import ChangeCosts
from madoguchi.engines.booking.web.answers import answers_shown
from madoguchi.engines.booking.web.desk.booking_acts import ACTS, CANCEL_REASONS, typed_times
from madoguchi.engines.booking.web.desk.frame import (
    page,
    payment_shown,
    place_of,
    span_words,
    state_shown,
    title_of,
    who,
)
from madoguchi.engines.booking.web.desk.square import square_code
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import all_texts, say

HISTORY = 60


@visiting_staff_may(VIEW)
@require_GET
def booking(request: HttpRequest, number: str) -> HttpResponse:
    """The page."""
    actor, _, _ = who(request)
    return _page(request, get_booking(number, actor=actor), {}, None)


@visiting_staff_may(WORK)
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one thing; refused, the page says why and keeps what was typed."""
    actor, at, lang = who(request)
    run = ACTS.get(verb)
    if run is None:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    found = get_booking(number, actor=actor)
    try:
        run(found, request.POST, actor, at)
    except Refusal as refusal:
        typed = {name: request.POST.get(name, "") for name in request.POST}
        return _page(request, get_booking(number, actor=actor), {"verb": verb, **typed}, refusal)
    messages.success(request, say(f"booking.desk.did.{verb}", lang))
    return redirect("booking:desk-booking", number=number)


def _page(
    request: HttpRequest, found: Reservation, typed: dict[str, str], refusal: Refusal | None
) -> HttpResponse:
    actor, at, lang = who(request)
    contact = read_contacts(reservations=[found], what="booking", actor=actor, at=at)[found.id]
    rules = found.offer.read_rules()
    shown = {
        "booking": found,
        "typed": {**typed_times(found), **typed},
        "place": place_of(found, lang),
        "purpose": rules.word(found.purpose, lang),
        "span": span_words(found.starts_at, found.ends_at, lang),
        "state": state_shown(found, lang),
        "payment": payment_shown(found, lang),
        "contact": contact,
        "answers": answers_shown(rules.asks, contact, lang),
        "online": room_of(found, at=at),
        "pieces": [title_of(one.title, lang) for one in pieces_of(found)],
        "channel": say(f"booking.desk.channel.{found.channel}", lang),
        "fee_lines": _fee_lines(found, lang),
        "reduction": _reduction(found, lang),
        "leaving": leaving_of(found, at=at),
        "costs": "-".join(map(str, refusal.cost)) if isinstance(refusal, ChangeCosts) else "",
        "reasons": [(one, say(f"booking.desk.cancel.{one}", lang)) for one in CANCEL_REASONS],
        "spaces": [(one.key, title_of(one.title, lang)) for one in found.offer.spaces.all()],
        "points": PenaltyPoint.objects.filter(reservation_ref=found.ref),
        "history": _history(found, actor, lang),
        "square": square_code(ticket_of(found)) if found.state in {"confirmed", "used"} else "",
        "code": code_of(found),
        "can": _can(found, actor),
    }
    return page(request, "booking", shown, refusal)


def _can(found: Reservation, actor: Actor) -> dict[str, bool]:
    """What the state and the rights allow."""
    works = may_work(actor, found.offer.section)
    is_open = found.state in {"held", "won", "confirmed"}
    return {
        "work": works,
        "confirm": works and found.state in {"held", "won"},
        "cancel": works and is_open,
        "change": works and is_open and bool(found.space_id),
        "people": works and is_open and not found.space_id,
        "attend": works and found.state == "confirmed",
        "undo": works and found.state in {"used", "no_show"},
        "pay": works and found.balance_yen > 0
        and found.state in {"confirmed", "used", "no_show", "cancelled"},
        "pay_back": works and found.balance_yen < 0,
        "decide": works and bool(found.fee.get("needs_approval")) and found.paid_at is None,
        "manage": may_work(actor, found.offer.section, "booking.manage"),
    }  # fmt: skip


def _fee_lines(found: Reservation, lang: str) -> list[tuple[str, int]]:
    names = {one.key: one.title.pick(lang) for one in found.offer.read_rules().extras}
    names["use"] = say("booking.desk.fee.use", lang)
    return [(names.get(str(key), str(key)), int(yen)) for key, yen in found.fee.get("lines", [])]


def _reduction(found: Reservation, lang: str) -> dict[str, Any] | None:
    key = found.fee.get("reduction")
    rule = next((one for one in found.offer.read_rules().reductions if one.key == key), None)
    if rule is None:
        return None
    return {
        "title": rule.title.pick(lang),
        "percent": rule.percent,
        "yen": found.fee.get("reduced_yen", 0),
        "evidence": rule.evidence.pick(lang) if rule.evidence else "",
        "waits": bool(found.fee.get("needs_approval")),
        "why": found.fee.get("why", ""),
    }


def _history(found: Reservation, actor: Actor, lang: str) -> list[dict[str, str]]:
    """What was done, the newest first, in words where we have some."""
    known = all_texts()
    rows = []
    for leaf in list_by_subject(found.ref, limit=HISTORY):
        key = f"booking.desk.history.{leaf.action.removeprefix('booking.')}"
        facts = leaf.facts
        rows.append(
            {
                "at": format_instant(leaf.at, lang),
                "what": say(key, lang) if key in known else leaf.action,
                "by": _by(leaf.actor_kind, leaf.actor_ref, actor, lang),
                "note": str(facts.get("words") or facts.get("why") or ""),
            }
        )
    return rows


def _by(kind: str, ref: str, actor: Actor, lang: str) -> str:
    if ref == actor.ref:
        return say("booking.desk.by.you", lang)
    return say(f"booking.desk.by.{kind if kind in {'citizen', 'staff'} else 'system'}", lang)
