# SPDX-License-Identifier: Apache-2.0
"""Change a booking: fewer or more people, a shorter time, another day or place."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.booking.commands.change import change as change_booking
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.queries.alternatives import find_alternatives
from madoguchi.engines.booking.queries.longer import list_ends
from madoguchi.engines.booking.queries.offers import find_space
from madoguchi.engines.booking.queries.reservations import get_reservation, read_contact
from madoguchi.engines.booking.rules.change_refusals import ChangeCosts
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.times import instant_of
from madoguchi.engines.booking.rules.typed import agreed_typed
from madoguchi.engines.booking.web.citizen.choice import count_in
from madoguchi.engines.booking.web.citizen.facts import cancel_words
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumbs,
    help_of,
    long_time,
    money,
    pick,
    place_of,
    read_slot,
    refusal_words,
    slot_value,
    span_words,
    time_words,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

SHOWN = 12


@signed_in
@never_cache
def change(request: HttpRequest, number: str) -> HttpResponse:
    """予約の変更: people and length on top, other free times below."""
    one, at = get_reservation(number, actor=actor_on(request)), now()
    here = reverse("booking:reservation", args=[one.number])
    if one.state != "confirmed" or one.starts_at <= at:
        return HttpResponseRedirect(here)
    if request.method != "POST":
        return _page(request, one, at)
    before = one.amount_yen
    try:
        changed = change_booking(
            reservation_id=one.id, actor=actor_on(request), at=at,
            agreed=agreed_typed(request.POST.get("agreed", "")), **_wanted(request, one),
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, one, at, refusal)
    lang = lang_of(request)
    words = say("booking.change.done", lang)
    if changed.amount_yen != before:
        yen = money(changed.amount_yen, lang)
        words = say("booking.change.done_fee", lang, before=money(before, lang), yen=yen)
    messages.success(request, words)
    return HttpResponseRedirect(here)


def _wanted(request: HttpRequest, one: Reservation) -> dict[str, Any]:
    post = request.POST
    if post.get("slot"):
        space, starts_at, ends_at = read_slot(post["slot"])
        return {"space": space, "starts_at": starts_at, "ends_at": ends_at}
    wanted: dict[str, Any] = {"people": count_in(post.get("people", ""), 100_000) or one.people}
    ends = post.get("ends", "")
    if ends.isascii() and ends.isdigit() and len(ends) <= 10:
        wanted["ends_at"] = one.starts_at.fromtimestamp(int(ends), tz=one.starts_at.tzinfo)
    return wanted


def _page(
    request: HttpRequest, one: Reservation, at: datetime, refusal: Refusal | None = None
) -> HttpResponse:
    lang = lang_of(request)
    sessions = isinstance(one.offer.read_rules().times, Sessions)
    won = one.channel == "lottery"
    costs = _costs(request, one, refusal, lang) if isinstance(refusal, ChangeCosts) else None
    values = {
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.mine.title", lang), reverse("booking:mine")),
            Crumb(one.number, reverse("booking:reservation", args=[one.number])),
            Crumb(say("booking.change.title", lang)),
        ),
        "place": place_of(one.offer, one.space, lang),
        "when": long_time(one.starts_at, one.ends_at, lang),
        "number": one.number,
        "people": request.POST.get("people", one.people),
        "asks_people": one.offer.read_rules().people_most > 1
        and not read_contact(one).get("births"),
        "ends": [] if sessions or won else _ends(one, lang, at),
        "end": str(int(one.ends_at.timestamp())),
        "may_move": not sessions and not won,
        "won": won,
        "day": request.GET.get("day", ""),
        "near": [] if sessions or won else _near(request, one, at, lang),
        "fee": money(one.amount_yen, lang),
        "refusal": None if costs else refusal_words(refusal, lang),
        "costs": costs,
        "rules": cancel_words(one.read_rules(), lang),
        "back_url": reverse("booking:reservation", args=[one.number]),
        "help": help_of(one.offer, lang),
    }
    status = refusal.status if refusal else 200
    return render(request, "booking/citizen/change.html", values, status=status)


def _costs(
    request: HttpRequest, one: Reservation, refusal: ChangeCosts, lang: str
) -> dict[str, Any]:
    """What the change costs, to be agreed to with the same wish."""
    told, wanted = refusal_words(refusal, lang), _wanted(request, one)
    space = find_space(one.offer, wanted["space"]) if "space" in wanted else one.space
    starts_at, ends_at = wanted.get("starts_at", one.starts_at), wanted.get("ends_at", one.ends_at)
    wish = [
        place_of(one.offer, space, lang),
        long_time(starts_at, ends_at, lang),
        say("booking.people", lang, people=wanted.get("people", one.people)),
    ]
    return {
        **(told or {}),
        "wish": " ・ ".join(wish),
        "agreed": "-".join(str(part) for part in refusal.cost),
        "fields": [(n, request.POST[n]) for n in ("slot", "people", "ends") if n in request.POST],
    }


def _ends(one: Reservation, lang: str, at: datetime) -> list[tuple[str, str]]:
    ends = list_ends(one, at=at)
    if len(ends) < 2:
        return []
    return [(str(int(end.timestamp())), span_words(one.starts_at, end, lang)) for end in ends]


def _near(request: HttpRequest, one: Reservation, at: datetime, lang: str) -> list[dict[str, str]]:
    """Free times near the booked one, or near a day that was asked for."""
    starts_at, ends_at = one.starts_at, one.ends_at
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        pass
    else:
        length = ends_at - starts_at
        starts_at = instant_of(day, 540)
        ends_at = starts_at + length
    found = find_alternatives(
        one.offer,
        space=one.space.key if one.space else "",
        starts_at=starts_at,
        ends_at=ends_at,
        at=at,
        people=one.people,
        most=SHOWN,
    )
    return [
        {
            "value": slot_value(each.space, each.starts_at, each.ends_at),
            "label": time_words(each.starts_at, each.ends_at, lang),
            "place": pick(each.space.title, lang) if each.space else "",
        }
        for each in found
    ]
