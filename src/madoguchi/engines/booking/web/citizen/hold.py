# SPDX-License-Identifier: Apache-2.0
"""A free time is pressed: it is held for this person, or the page says what is free instead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.booking.commands.hold import hold as hold_time
from madoguchi.engines.booking.models import Offer, Reservation
from madoguchi.engines.booking.queries.alternatives import find_alternatives
from madoguchi.engines.booking.queries.groups import find_patron
from madoguchi.engines.booking.queries.offers import find_space, get_offer
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.queries.reservations import find_own_hold
from madoguchi.engines.booking.queries.rounds import running_rounds
from madoguchi.engines.booking.rules.refusals import NotASlot, SameKeyOtherRequest, SpaceUnknown
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.engines.booking.web.citizen.births import asks_births, births_page, read_births
from madoguchi.engines.booking.web.citizen.choice import Choice, class_of, read_choice
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumb_of,
    crumbs,
    help_of,
    offer_url,
    pick,
    place_of,
    read_slot,
    slot_value,
    time_words,
    title_of,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotAllowed, Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say


@signed_in
@never_cache
def hold(request: HttpRequest, key: str) -> HttpResponse:
    """Hold the time and go on to the page where the booking is completed."""
    offer = get_offer(key)
    if request.method != "POST" or offer.read_rules().invitations == "only":
        return HttpResponseRedirect(offer_url(offer))
    at, choice = now(), read_choice(request, offer)
    written = request.POST.get("slot", "")
    place, starts_at, ends_at = read_slot(written)
    births: tuple[date, ...] = ()
    contact: Mapping[str, str] = {}
    if asks_births(offer):
        if not request.POST.get("births_asked"):
            return births_page(request, offer, written)
        typed = read_births(request)
        if typed.errors:
            return births_page(request, offer, written, typed)
        births, contact = typed.births, typed.contact
    wanted = Wanted(
        offer=offer.key,
        starts_at=starts_at,
        ends_at=ends_at,
        space=place,
        people=len(births) or choice.people,
        purpose=choice.purpose,
        group_id=choice.group_id,
        births=births,
        contact={**own_contact(request), **typed_contact(request), **contact},
        idempotency_key=request.POST.get("once", "")[:40] or None,
    )
    try:
        made = _hold(request, wanted, at)
    except Refusal as refusal:
        return refused(request, offer, choice, wanted, refusal)
    return HttpResponseRedirect(reverse("booking:reservation", args=[made.number]))


def _hold(request: HttpRequest, wanted: Wanted, at: datetime) -> Reservation:
    """Hold it; whoever presses twice gets what the first press has held."""
    actor = actor_on(request)
    known = find_own_hold(actor, wanted, at=at)
    if known is not None:
        return known
    keyed = _with_key(wanted)
    try:
        made = hold_time(wanted=keyed, actor=actor, at=at)
    except SameKeyOtherRequest:
        made = hold_time(wanted=_with_key(wanted, ""), actor=actor, at=at)
    except Refusal:
        known = find_own_hold(actor, wanted, at=at)
        if known is None:
            raise
        return known
    if made.state in {"held", "won", "confirmed"} and not _is_over(made, at):
        return made
    return hold_time(wanted=_with_key(wanted, ""), actor=actor, at=at)


def _is_over(made: Reservation, at: datetime) -> bool:
    return made.hold_until is not None and made.hold_until <= at


def _with_key(wanted: Wanted, key: str | None = None) -> Wanted:
    """The wish with the key of this press of this time."""
    once = wanted.idempotency_key if key is None else key
    if not once:
        return replace(wanted, idempotency_key=None)
    slot = f"{wanted.space}{int(wanted.starts_at.timestamp())}"
    return replace(wanted, idempotency_key=f"{once}:{slot}"[:80])


def own_contact(request: HttpRequest) -> dict[str, str]:
    """Name and telephone from the registration, to be seen and changed on the next page."""
    patron = find_patron(actor_on(request))
    known = open_patron(patron) if patron is not None else {}
    return {name: known[name] for name in ("name", "phone") if known.get(name)}


def typed_contact(request: HttpRequest) -> dict[str, str]:
    """Name and telephone as typed; empty ones leave what is known."""
    found = {
        "name": request.POST.get("name", "").strip()[:80],
        "phone": request.POST.get("phone", "").strip()[:30],
    }
    return {key: value for key, value in found.items() if value}


def refused(
    request: HttpRequest, offer: Offer, choice: Choice, wanted: Wanted, refusal: Refusal
) -> HttpResponse:
    """Why this time could not be had, and what is free near it."""
    lang, at = lang_of(request), now()
    if isinstance(refusal, NotAllowed | NotASlot | SpaceUnknown):
        near: list[dict[str, str]] = []
    else:
        near = _near(request, offer, choice, wanted, at, lang)
    day, _ = day_and_minute(wanted.starts_at)
    running = running_rounds([offer]).on(offer, day)
    values = {
        "title": say(f"booking.refused.{_heading(refusal)}", lang),
        "crumbs": crumbs(lang, crumb_of(offer, lang), Crumb(say("booking.refused.crumb", lang))),
        "wish": f"{_place(offer, wanted, lang)} {time_words(wanted.starts_at, wanted.ends_at, lang)}",
        "message": refusal.message.pick(lang),
        "next_step": refusal.next_step.pick(lang) if refusal.next_step else "",
        "near": near,
        "hold_url": reverse("booking:hold", args=[offer.key]),
        "people": wanted.people,
        "purpose": wanted.purpose,
        "group": str(wanted.group_id or ""),
        "offer_url": offer_url(offer),
        "offer_title": title_of(offer, lang),
        "wait_url": _wait_url(offer, wanted, refusal),
        "round_url": reverse("booking:round", args=[running.key]) if running else "",
        "round_title": pick(running.title, lang) if running else "",
        "registration": refusal.code == "booking.not_eligible",
        "mine": refusal.code in {"booking.cap_reached", "booking.own_overlap"},
        "help": help_of(offer, lang),
    }
    return render(request, "booking/citizen/refused.html", values, status=refusal.status)


def _heading(refusal: Refusal) -> str:
    known = {
        "booking.slot_taken": "taken",
        "booking.full": "taken",
        "booking.not_eligible": "eligible",
        "booking.suspended": "eligible",
        "booking.cap_reached": "cap",
        "booking.own_overlap": "overlap",
        "booking.past": "past",
        "booking.too_early": "early",
        "booking.closed": "closed",
        "booking.lottery_first": "lottery",
        "booking.busy": "busy",
        "booking.others_wait": "taken",
    }
    return known.get(refusal.code, "other")


def _place(offer: Offer, wanted: Wanted, lang: str) -> str:
    try:
        return place_of(offer, find_space(offer, wanted.space), lang)
    except SpaceUnknown:
        return title_of(offer, lang)


def _near(
    request: HttpRequest, offer: Offer, choice: Choice, wanted: Wanted, at: datetime, lang: str
) -> list[dict[str, str]]:
    found = find_alternatives(
        offer,
        space=wanted.space,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        at=at,
        people=wanted.people,
        user_class=class_of(request, choice, at),
    )
    return [
        {
            "value": slot_value(one.space, one.starts_at, one.ends_at),
            "label": time_words(one.starts_at, one.ends_at, lang),
            "place": pick(one.space.title, lang) if one.space else "",
        }
        for one in found
    ]


def _wait_url(offer: Offer, wanted: Wanted, refusal: Refusal) -> str:
    rules = offer.read_rules()
    full = refusal.code in {"booking.slot_taken", "booking.full", "booking.others_wait"}
    if not rules.waiting.size or not full:
        return ""
    slot = f"{wanted.space}|{int(wanted.starts_at.timestamp())}|{int(wanted.ends_at.timestamp())}"
    query = urlencode({"slot": slot, "people": wanted.people, "group": wanted.group_id or ""})
    return f"{reverse('booking:wait', args=[offer.key])}?{query}"
