# SPDX-License-Identifier: Apache-2.0
"""Wait for a time that is full (キャンセル待ち), and stop waiting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.booking.commands.join_waiting import join_waiting, leave_waiting
from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.offers import find_space, get_offer
from madoguchi.engines.booking.queries.waiting import count_waiting
from madoguchi.engines.booking.rules.refusals import AlreadyWaiting, NoWaitingList
from madoguchi.engines.booking.rules.waiting_refusals import WaitingNotNeeded
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.engines.booking.web.citizen.births import (
    Births,
    asks_births,
    empty_rows,
    read_births,
)
from madoguchi.engines.booking.web.citizen.choice import choice_fields, read_choice
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumb_of,
    crumbs,
    help_of,
    long_time,
    place_of,
    read_slot,
    refusal_words,
)
from madoguchi.engines.booking.web.citizen.hold import own_contact, typed_contact
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.dates import era_choices
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say


@signed_in
@never_cache
def wait(request: HttpRequest, key: str) -> HttpResponse:
    """How many come, and whether all or as many as fit; then one's place on the list."""
    offer = get_offer(key)
    if not offer.read_rules().waiting.size:
        raise NoWaitingList
    if request.method != "POST":
        return _page(request, offer)
    typed = read_births(request) if asks_births(offer) else None
    if typed is not None and typed.errors:
        return _page(request, offer, typed=typed)
    lang = lang_of(request)
    try:
        join_waiting(
            wanted=_wanted(request, offer, typed),
            actor=actor_on(request),
            at=now(),
            all_or_none=request.POST.get("whole") != "no",
        )
    except AlreadyWaiting:
        messages.info(request, say("booking.wait.already", lang))
    except Refusal as refusal:
        return _page(request, offer, typed=typed, refusal=refusal)
    else:
        messages.success(request, say("booking.wait.done", lang))
    return HttpResponseRedirect(f"{reverse('booking:mine')}#waiting")


def _wanted(request: HttpRequest, offer: Offer, typed: Births | None) -> Wanted:
    place, starts_at, ends_at = read_slot(request.POST.get("slot", ""))
    choice = read_choice(request, offer)
    births = typed.births if typed else ()
    return Wanted(
        offer=offer.key,
        starts_at=starts_at,
        ends_at=ends_at,
        space=place,
        people=len(births) or choice.people,
        purpose=choice.purpose,
        group_id=choice.group_id,
        births=births,
        contact={
            **own_contact(request),
            **typed_contact(request),
            **(typed.contact if typed else {}),
        },
    )


def _page(
    request: HttpRequest,
    offer: Offer,
    *,
    typed: Births | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = lang_of(request)
    given = request.POST if request.method == "POST" else request.GET
    place, starts_at, ends_at = read_slot(given.get("slot", ""))
    waiting, errors = offer.read_rules().waiting, typed.errors if typed else []
    rows = typed.rows if typed else empty_rows()
    values = {
        "crumbs": crumbs(lang, crumb_of(offer, lang), Crumb(say("booking.wait.title", lang))),
        "place": place_of(offer, find_space(offer, place), lang),
        "when": long_time(starts_at, ends_at, lang),
        "slot": given.get("slot", ""),
        "choice": choice_fields(offer, read_choice(request, offer), lang),
        "whole": given.get("whole", "yes"),
        "ahead": count_waiting(offer, place=place, starts_at=starts_at, ends_at=ends_at),
        "hours": waiting.answer_hours,
        "drawn": waiting.order == "draw",
        "rows": rows if asks_births(offer) else [],
        "eras": era_choices(lang, oldest="heisei"),
        "errors": errors,
        "contact": {**own_contact(request), **typed_contact(request)},
        "book": _book(request, offer) if isinstance(refusal, WaitingNotNeeded) else None,
        "refusal": refusal_words(refusal, lang),
        "help": help_of(offer, lang),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "booking/citizen/wait.html", values, status=status)


def _book(request: HttpRequest, offer: Offer) -> dict[str, Any]:
    """A form that holds the time at once, with everything that was typed."""
    left_out = {"csrfmiddlewaretoken", "whole", "births_asked"}
    fields = [
        (name, value)
        for name in request.POST
        if name not in left_out
        for value in request.POST.getlist(name)
    ]
    if asks_births(offer):
        fields.append(("births_asked", "1"))
    return {"url": reverse("booking:hold", args=[offer.key]), "fields": fields}


@signed_in
@require_POST
def leave(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """Give one's place on the list up."""
    leave_waiting(entry_id=waiting_id, actor=actor_on(request), at=now())
    messages.success(request, say("booking.wait.left", lang_of(request)))
    return HttpResponseRedirect(f"{reverse('booking:mine')}#waiting")
