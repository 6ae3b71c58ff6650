# SPDX-License-Identifier: Apache-2.0
"""What do the home page and the standing pages of the portal show?"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.engines.booking.web.citizen.shelters import shelter_banner
from madoguchi.engines.messaging.web.public.news import latest_news
from madoguchi.faces.portal.catalogue import list_offers
from madoguchi.faces.portal.frame import address
from madoguchi.faces.portal.offers import (
    Offer,
    closing_soon,
    group_by_life_event,
    opening_soon,
)
from madoguchi.kernel.city import City
from madoguchi.kernel.clock import now, to_local
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.texts import Language
from madoguchi.platform.screens.city import current_city, is_hall_open, next_opening
from madoguchi.platform.screens.instants import format_clock, format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.style_page import style_context
from madoguchi.platform.screens.wording import say

SHOWN = 6


@open_to_all("the entrance of the city")
def home(request: HttpRequest) -> HttpResponse:
    """Search, life events, often used procedures, today's city hall, the reader's applications."""
    lang, at = lang_of(request), now()
    offers = list_offers(lang, at)
    values = {
        "offers": offers[:SHOWN],
        "offer_count": len(offers),
        "chips": offers[:5],
        "life_events": list_life_events(offers, lang),
        "news": [*latest_news(lang, at), *list_news(offers, lang, at)],
        "today": describe_today(current_city(), lang, at),
        "catalogue_url": address("procedures:catalogue"),
        "lookup_url": address("procedures:lookup"),
        "drafts_url": address("procedures:mine"),
        "booking_url": address("booking:search"),
        "lotteries_url": address("booking:rounds"),
        "own_bookings_url": address("booking:mine"),
        "shelters": shelter_banner(lang, at),
    }
    return render(request, "portal/home.html", values)


def list_life_events(offers: list[Offer], lang: Language) -> list[dict[str, str]]:
    """The life events that have procedures, each with the first of them."""
    catalogue = address("procedures:catalogue")
    between = ", " if lang == "en" else "、"
    return [
        {
            "title": say(f"portal.event.{event.key}", lang),
            "icon": event.icon,
            "note": between.join(offer.title for offer in event.offers[:3]),
            "url": f"{catalogue}?{urlencode({'event': event.key})}" if catalogue else "",
        }
        for event in group_by_life_event(offers)
    ]


def list_news(offers: list[Offer], lang: Language, at: datetime) -> list[dict[str, Any]]:
    """What begins or ends soon, as notices."""
    today = to_local(at).date()
    told = [("closing", "warn", offer, offer.closes_on) for offer in closing_soon(offers, today)]
    told += [("opening", "info", offer, offer.opens_on) for offer in opening_soon(offers, today)]
    return [
        {
            "href": offer.url,
            "label": say(
                f"portal.home.{kind}", lang, title=offer.title, day=format_date(day, lang)
            ),
            "tag": {"tone": tone, "text": say(f"portal.home.{kind}_tag", lang)},
        }
        for kind, tone, offer, day in told
        if day
    ]


def describe_today(city: City, lang: Language, at: datetime) -> dict[str, str]:
    """Whether the counters are open, until when, else when they open next and why not now."""
    today = to_local(at).date()
    if is_hall_open(city, at):
        closes = datetime.combine(today, city.hours.closes, tzinfo=to_local(at).tzinfo)
        until = say("portal.home.open_until", lang, time=format_clock(closes, lang))
        return {"state": "open", "word": say("portal.home.open", lang), "until": until}
    next_at = format_instant(next_opening(city, at), lang)
    reason = ""
    if not city.calendar.is_open(today):
        because = city.calendar.reason(today).pick(lang)
        reason = say("portal.home.closed_today", lang, reason=because)
    return {
        "state": "closed",
        "word": say("portal.home.closed", lang),
        "reason": reason,
        "next": say("portal.home.next_open", lang, at=next_at),
    }


@open_to_all("people may read how their data is handled before they give any")
def privacy(request: HttpRequest) -> HttpResponse:
    """個人情報のあつかい."""
    return render(request, "portal/privacy.html")


@open_to_all("the accessibility statement must reach everyone")
def accessibility(request: HttpRequest) -> HttpResponse:
    """アクセシビリティ方針 (JIS X 8341-3:2016)."""
    return render(request, "portal/accessibility.html")


@open_to_all("a list of public pages")
def sitemap(request: HttpRequest) -> HttpResponse:
    """サイトの一覧."""
    return render(request, "portal/sitemap.html", {"offers": list_offers(lang_of(request), now())})


@open_to_all("the components, for those who build with them")
def style(request: HttpRequest) -> HttpResponse:
    """部品の一覧."""
    return render(request, "screens/style.html", style_context(lang_of(request)))
