# SPDX-License-Identifier: Apache-2.0
"""What does the city tell everybody? The public list, one announcement, the banner of an emergency."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.messaging.models import NewsItem, Topic
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.queries.news import get_news, list_news, list_standing
from madoguchi.engines.messaging.web.citizen.frame import help_of, name_of, who, words_for
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.languages import NAMES
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

SIZE = 20
MOST_LINES = 6
HTML_LANG = {"ja": "ja", "easy": "ja", "en": "en"}


@open_to_all("what the city tells everybody")
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """お知らせ: what stands now, by topic and area."""
    _, at, lang = who(request)
    topic, area = request.GET.get("topic", "")[:48], request.GET.get("area", "")[:12]
    rows = list_news(at, topic=topic, area=area)
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    pager = make_pager(request.GET, page=number, size=SIZE, total=rows.count())
    first = max(pager.first - 1, 0)
    every = say("messaging.news.every", lang)
    query = request.GET.copy()
    for name in ("page", "lang"):
        query.pop(name, None)
    values = {
        "crumbs": [Crumb(say("messaging.news.title", lang))],
        "rows": [row_of(one, lang, at) for one in rows[first : first + SIZE]],
        "pager": pager,
        "topics": [("", every), *((one.key, name_of(one.title, lang))
                                  for one in Topic.objects.filter(is_active=True))],
        "areas": [("", say("messaging.news.whole_city", lang)),
                  *((one.code, one.title.pick(lang)) for one in pack_in_use().areas)],
        "topic": topic,
        "area": area,
        "feeds": _feeds(query.urlencode()),
    }  # fmt: skip
    return render(request, "messaging/public/news.html", values)


@open_to_all("what the city tells everybody")
@require_GET
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One announcement; what is over says so."""
    _, at, lang = who(request)
    found = get_news(item_id, at=at)
    words = words_for(found.texts, lang)
    values = {
        "crumbs": [
            Crumb(say("messaging.news.title", lang), reverse("messaging:news")),
            Crumb(words["subject"]),
        ],
        "item": found,
        "words": words,
        "is_over": not found.is_standing(at),
        "level": say(f"messaging.level.{found.level}", lang) if found.level else "",
        "topic": name_of(found.topic.title, lang),
        "areas": _areas(found, lang),
        "link": found.link if found.link.startswith("/") else "",
        "help": help_of(found.section, lang),
        "others": [
            {"href": f"?lang={key}", "label": NAMES[key], "lang": HTML_LANG[key]}
            for key in found.texts
            if key != words["language"]
        ],
    }
    return render(request, "messaging/public/item.html", values)


def row_of(one: NewsItem, lang: str, at: datetime) -> dict[str, Any]:
    """A line of the list."""
    words = words_for(one.texts, lang)
    return {
        "url": reverse("messaging:news-item", args=[one.id]),
        "subject": words["subject"],
        "html_lang": words["html_lang"],
        "topic": name_of(one.topic.title, lang),
        "areas": _areas(one, lang),
        "at": one.published_at,
        "level": say(f"messaging.level.{one.level}", lang) if one.level else "",
        "stands": one.is_standing(at),
    }


def latest_news(lang: str, at: datetime, *, most: int = 3) -> list[dict[str, Any]]:
    """The newest announcements as links for the entrance."""
    return [
        {
            "href": row["url"],
            "label": row["subject"],
            "note": row["topic"],
            "lang": row["html_lang"],
        }
        for row in (row_of(one, lang, at) for one in list_news(at)[:most])
    ]


def emergency_banner(lang: str, at: datetime) -> dict[str, Any] | None:
    """Level, title, lines and links for the top of every page; None while nothing stands.

    Where several stand, the highest has its words there and the others a link each.
    """
    found = list_standing(at)
    if not found:
        return None
    first, words = found[0], words_for(found[0].texts, lang)
    url = reverse("messaging:news-item", args=[first.id])
    links = [{"href": url, "label": say("messaging.news.read", lang), "lang": ""}]
    links += [
        {"href": f"{url}?lang={key}", "label": NAMES[key], "lang": HTML_LANG[key]}
        for key in first.texts
        if key != words["language"]
    ]
    links += [
        {"href": reverse("messaging:news-item", args=[one.id]),
         "label": words_for(one.texts, lang)["subject"],
         "lang": words_for(one.texts, lang)["html_lang"]}
        for one in found[1:]
    ]  # fmt: skip
    lines = [line for line in words["text"].splitlines() if line.strip()]
    return {
        "level": say(f"messaging.level.{first.level}", lang),
        "title": words["subject"],
        "lines": lines[:MOST_LINES],
        "links": links,
    }


def _areas(one: NewsItem, lang: str) -> str:
    codes = set(one.areas)
    names = [area.title.pick(lang) for area in pack_in_use().areas if area.code in codes]
    if len(names) > MOST_LINES:
        return say("messaging.audience.areas_more", lang, names="・".join(names[:MOST_LINES]),
                   count=len(names))  # fmt: skip
    return "・".join(names)


def _feeds(query: str) -> list[dict[str, str]]:
    end = f"?{query}" if query else ""
    return [
        {"href": f"{reverse(f'messaging:feed-{kind}')}{end}", "label": label, "type": media}
        for kind, label, media in (
            ("rss", "RSS", "application/rss+xml"),
            ("atom", "Atom", "application/atom+xml"),
            ("json", "JSON Feed", "application/feed+json"),
        )
    ]
