# SPDX-License-Identifier: Apache-2.0
"""What do the pages about rules, series and invitations share: names, times, money, refusals?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.policy import MANAGE, may_work
from madoguchi.engines.booking.rules.refusals import OfferUnknown
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute, last_day_and_minute
from madoguchi.engines.booking.web.citizen.frame import money as money
from madoguchi.engines.booking.web.citizen.frame import pick as pick
from madoguchi.engines.booking.web.citizen.frame import short_day as short_day
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.crumbs import Crumb as Crumb
from madoguchi.platform.screens.languages import lang_of


def minutes(starts: int, ends: int) -> str:
    """9:00–12:00."""
    return f"{clock_of(starts).removeprefix('0')}–{clock_of(ends).removeprefix('0')}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """The same for instants of one day."""
    return minutes(day_and_minute(starts_at)[1], last_day_and_minute(ends_at)[1])


def day_and_span(starts_at: datetime, ends_at: datetime, lang: str) -> str:
    """12月5日(土) 9:00–12:00."""
    return f"{short_day(day_and_minute(starts_at)[0], lang)} {span(starts_at, ends_at)}"


def space_names(offer: Offer, lang: str) -> dict[str, str]:
    """The places of an offer that are in use, by key, in their order."""
    return {
        one.key: pick(one.title, lang)
        for one in offer.spaces.filter(is_active=True).order_by("position", "key")
    }


def refused(refusal: Refusal, lang: str) -> dict[str, str]:
    """A refusal for the banner on top of a page."""
    return {
        "text": refusal.message.pick(lang),
        "next": refusal.next_step.pick(lang) if refusal.next_step else "",
    }


def page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page; a refusal stands on top, and what was typed is in ``values``."""
    shown = {"refused": refused(refusal, lang_of(request)) if refusal else None, **values}
    status = refusal.status if refusal is not None else 200
    return render(request, f"booking/rules/{template}.html", shown, status=status)


def managed_offer(key: str, actor: Actor) -> Offer:
    """An offer, closed ones too, of a section that the person manages.

    Raises:
        OfferUnknown: there is none for this person.
    """
    found = Offer.objects.filter(key=key).first()
    if found is None or not may_work(actor, found.section, MANAGE):
        raise OfferUnknown
    return found
