# SPDX-License-Identifier: Apache-2.0
"""How does another site show what is free? The addresses, and pieces of HTML to copy."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumb_of,
    crumbs,
    help_of,
    offer_url,
    pick,
    title_of,
)
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all("what is free is open data")
def embed(request: HttpRequest, key: str) -> HttpResponse:
    """The page for those who keep a site: JSON, calendar feeds, HTML to copy."""
    lang, found = lang_of(request), get_offer(key)
    today, _ = day_and_minute(now())
    last = today + timedelta(days=13)
    free = request.build_absolute_uri(f"/api/offers/{found.key}/free")
    page = request.build_absolute_uri(offer_url(found))
    title = title_of(found, lang)
    values = {
        "title": title,
        "crumbs": crumbs(lang, crumb_of(found, lang), Crumb(say("booking.embed.crumb", lang))),
        "is_course": isinstance(found.read_rules().times, Sessions),
        "json_url": f"{free}?first={today.isoformat()}&last={last.isoformat()}",
        "link_snippet": f'<a href="{page}">{title}</a>',
        "snippet": _snippet(free, page, title),
        "course_url": request.build_absolute_uri(reverse("booking:course-feed", args=[found.key])),
        "feeds": [
            {
                "label": pick(one.title, lang),
                "url": request.build_absolute_uri(reverse("booking:space-feed", args=[one.key])),
            }
            for one in found.spaces.all()
            if one.is_active
        ],
        "help": help_of(found, lang),
    }
    return render(request, "booking/citizen/embed.html", values)


def _snippet(free: str, page: str, title: str) -> str:
    """A piece of HTML that fetches the free times of a fortnight and lists them."""
    return (
        f'<div id="free-times"><a href="{page}">{title}</a></div>\n'
        '<script type="module">\n'
        "  const day = (n) => new Date(Date.now() + n * 864e5)"
        '.toLocaleDateString("sv-SE", { timeZone: "Asia/Tokyo" });\n'
        f"  const answer = await fetch(`{free}?first=${{day(0)}}&last=${{day(13)}}`);\n"
        "  const { places } = await answer.json();\n"
        '  const list = document.createElement("ul");\n'
        "  for (const place of places) for (const slot of place.slots.filter((one) => one.free)) {\n"
        '    const item = document.createElement("li");\n'
        '    item.textContent = new Date(slot.starts_at).toLocaleString("ja-JP", '
        '{ timeZone: "Asia/Tokyo", dateStyle: "medium", timeStyle: "short" });\n'
        "    list.append(item);\n"
        "  }\n"
        '  document.getElementById("free-times").append(list);\n'
        "</script>"
    )
