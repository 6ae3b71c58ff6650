# SPDX-License-Identifier: Apache-2.0
"""Which services does the header name? Only those that exist in this installation."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from madoguchi.engines.messaging.web.public.news import emergency_banner
from madoguchi.faces.portal.staff_frame import ROOT, staff_frame
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

SERVICES = (
    ("portal.nav.procedures", "procedures:catalogue"),
    ("portal.nav.booking", "booking:search"),
    ("portal.nav.queue", "queue:board"),
    ("portal.nav.payments", "payments:dues"),
    ("portal.nav.news", "messaging:news"),
)
TOOLS = (("portal.nav.status", "procedures:lookup"),)
STANDING = (
    ("portal.nav.privacy", "portal:privacy"),
    ("portal.nav.accessibility", "portal:accessibility"),
    ("portal.nav.sitemap", "portal:sitemap"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the frame."""

    label: str
    url: str
    current: bool = False


def portal_frame(request: HttpRequest) -> dict[str, Any]:
    """What portal/layout.html needs besides the context of every page."""
    lang = lang_of(request)
    city = current_city()
    signed_in = actor_on(request).kind == "citizen"
    return {
        "site_name": say("portal.site", lang, city=city.name.pick(lang)),
        "site_line": say("portal.site_line", lang, city=city.name.pick(lang)),
        "home_url": reverse("portal:home"),
        "nav": places(SERVICES, request),
        "tools": places(TOOLS, request),
        "standing": places(STANDING, request),
        "sign_in_url": "" if signed_in else address("account_login"),
        "sign_out_url": address("account_logout") if signed_in else "",
        "account_url": address("account_email") if signed_in else "",
        "mine_url": address("procedures:mine") if signed_in else "",
        "bookings_url": address("booking:mine") if signed_in else "",
        "messages_url": address("messaging:inbox") if signed_in else "",
        "alarm": standing_alarm(request),
        "my_data_url": address("procedures:my-data") if signed_in else "",
        "hall_address": city.hall.in_line(lang),
        "hall_hours": say("portal.footer.hours", lang, hours=city.hours.in_words(lang)),
        **staff_frame(request),
    }


def standing_alarm(request: HttpRequest) -> dict[str, Any] | None:
    """The emergency on top of every page; none on the pages of staff, or while the database is away."""
    if request.path.startswith(ROOT):
        return None
    try:
        return emergency_banner(lang_of(request), now())
    except DatabaseError:
        return None


def places(names: tuple[tuple[str, str], ...], request: HttpRequest) -> list[Place]:
    """The links that lead somewhere, with the one that the reader is under marked."""
    lang = lang_of(request)
    found = [(label, address(name)) for label, name in names]
    return [
        Place(say(label, lang), url, current=request.path.startswith(url))
        for label, url in found
        if url
    ]


@lru_cache(maxsize=64)
def address(name: str) -> str:
    """The address of a named page; empty where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
