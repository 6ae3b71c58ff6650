# SPDX-License-Identifier: Apache-2.0
"""Lotteries: the list, one lottery with entries and crowding, and each step of its life."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.draw_round import (
    close_round,
    disqualify,
    draw_round,
    settle_round,
)
from madoguchi.engines.booking.models import LotteryRound
from madoguchi.engines.booking.policy import MANAGE, VIEW
from madoguchi.engines.booking.queries.staff_rounds import (
    crowds_of,
    find_round,
    list_round_entries,
    numbers_of,
    suspicions_in,
    visible_rounds,
)
from madoguchi.engines.booking.queries.staff_view import visible_offers, visible_spaces
from madoguchi.engines.booking.rules.desk_refusals import ReasonMissing
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.web.desk.frame import page, span_words, title_of, who
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

TONES = {
    "open": ("info", "inbox"), "closed": ("lamp", "lock"), "drawn": ("ok", "stamp"),
    "settled": ("quiet", "done"),
}  # fmt: skip
ENTRY_TONES = {
    "entered": ("info", "inbox"), "withdrawn": ("quiet", "undo"), "disqualified": ("warn", "close"),
    "won": ("ok", "done"), "lost": ("quiet", "minus"),
}  # fmt: skip
Step = Callable[[LotteryRound, QueryDict, Actor, datetime], object]


@visiting_staff_may(VIEW)
@require_GET
def lotteries(request: HttpRequest) -> HttpResponse:
    """The lotteries of the section."""
    actor, _, lang = who(request)
    rows = [
        {"one": one, "title": title_of(one.title, lang), "state": _state(one, lang),
         "odds": odds(one)}
        for one in visible_rounds(actor)
    ]  # fmt: skip
    return page(request, "lotteries", {"rows": rows})


def odds(one: LotteryRound) -> str:
    """How many entries there are for each that won; empty before the draw."""
    entered, winners = numbers_of(one)
    return f"{entered / winners:.1f}" if winners else ""


def _state(one: LotteryRound, lang: str) -> dict[str, str]:
    tone, icon = TONES[one.state]
    return {
        "tone": tone,
        "icon": icon,
        "text": say(f"booking.desk_lottery.state.{one.state}", lang),
    }


@visiting_staff_may(VIEW)
@require_GET
def lottery(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - the address says so
    """One lottery."""
    actor, _, _ = who(request)
    return _page(request, find_round(round, actor=actor), {}, None)


def _disqualify(_: LotteryRound, data: QueryDict, actor: Actor, at: datetime) -> object:
    why = data.get("why", "").strip()[:200]
    if not why:
        raise ReasonMissing
    try:
        entry = UUID(data.get("entry", ""))
    except ValueError:
        raise ReservationUnknown from None
    return disqualify(entry_id=entry, why=why, actor=actor, at=at)


def _close(one: LotteryRound, data: QueryDict, actor: Actor, at: datetime) -> object:
    value = data.get("public_value", "").strip()[:200]
    return close_round(round_key=one.key, actor=actor, at=at, public_value=value)


def _draw(one: LotteryRound, _: QueryDict, actor: Actor, at: datetime) -> object:
    return draw_round(round_key=one.key, actor=actor, at=at)


def _settle(one: LotteryRound, _: QueryDict, actor: Actor, at: datetime) -> object:
    return settle_round(round_key=one.key, actor=actor, at=at)


STEPS: dict[str, Step] = {
    "disqualify": _disqualify, "close": _close, "draw": _draw, "settle": _settle,
}  # fmt: skip


@visiting_staff_may(MANAGE)
@require_POST
def step(request: HttpRequest, round: str, verb: str) -> HttpResponse:  # noqa: A002 - as above
    """One step; refused, the page says why."""
    actor, at, lang = who(request)
    found = find_round(round, actor=actor)
    run = STEPS.get(verb)
    if run is None:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    try:
        run(found, request.POST, actor, at)
    except Refusal as refusal:
        typed = {name: request.POST.get(name, "") for name in ("why", "entry", "public_value")}
        return _page(request, find_round(round, actor=actor), typed, refusal)
    messages.success(request, say(f"booking.desk_lottery.did.{verb}", lang))
    return redirect("booking:desk-lottery", round=round)


def _page(
    request: HttpRequest, one: LotteryRound, typed: dict[str, str], refusal: Refusal | None
) -> HttpResponse:
    actor, at, lang = who(request)
    names = {space.key: title_of(space.title, lang) for space in visible_spaces(actor)}
    names |= {offer.key: title_of(offer.title, lang) for offer in visible_offers(actor)}
    shown: dict[str, Any] = {
        "round": one,
        "title": title_of(one.title, lang),
        "state": _state(one, lang),
        "odds": odds(one),
        "offers": "、".join(title_of(offer.title, lang) for offer in one.offers.all()),
        "may_close": one.state == "open" and at >= one.closes_at,
        "crowds": [
            {"place": f"{names.get(crowd.offer, crowd.offer)} {names.get(crowd.space, '')}".strip(),
             "span": span_words(crowd.starts_at, crowd.ends_at, lang), "first": crowd.first,
             "any": crowd.any_rank}
            for crowd in crowds_of(one)
        ],
        "suspicions": suspicions_in(one) if one.state == "open" else [],
        "entries": [
            {"one": entry, "wishes": len(wishes), "state": _entry_state(entry.state, lang)}
            for entry, wishes in list_round_entries(one)
        ],
        "typed": typed,
    }  # fmt: skip
    return page(request, "lottery", shown, refusal)


def _entry_state(state: str, lang: str) -> dict[str, str]:
    tone, icon = ENTRY_TONES[state]
    return {"tone": tone, "icon": icon, "text": say(f"booking.desk_lottery.entry.{state}", lang)}
