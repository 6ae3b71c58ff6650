# SPDX-License-Identifier: Apache-2.0
"""How do other programs follow the announcements? RSS 2.0, Atom (RFC 4287), JSON Feed 1.1."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from lxml import etree

from madoguchi.engines.messaging.models import NewsItem
from madoguchi.engines.messaging.queries.news import MOST_IN_FEED, list_news
from madoguchi.engines.messaging.web.citizen.frame import HTML_LANG, name_of, who, words_for
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

ATOM = "http://www.w3.org/2005/Atom"
Make = Callable[[HttpRequest, list[NewsItem], str], bytes]


@open_to_all("what the city tells everybody, for programs")
@require_GET
def rss(request: HttpRequest) -> HttpResponse:
    """RSS 2.0."""
    return _answer(request, _rss, "application/rss+xml; charset=utf-8")


@open_to_all("what the city tells everybody, for programs")
@require_GET
def atom(request: HttpRequest) -> HttpResponse:
    """Atom."""
    return _answer(request, _atom, "application/atom+xml; charset=utf-8")


@open_to_all("what the city tells everybody, for programs")
@require_GET
def json_feed(request: HttpRequest) -> HttpResponse:
    """JSON Feed."""
    return _answer(request, _json, "application/feed+json; charset=utf-8")


def _answer(request: HttpRequest, make: Make, media: str) -> HttpResponse:
    _, at, lang = who(request)
    topic, area = request.GET.get("topic", "")[:48], request.GET.get("area", "")[:12]
    rows = list(list_news(at, topic=topic, area=area)[:MOST_IN_FEED])
    response = HttpResponse(make(request, rows, lang), content_type=media)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _page_of(one: NewsItem) -> str:
    return settings.PORTAL_URL.rstrip("/") + reverse("messaging:news-item", args=[one.id])


def _here(request: HttpRequest) -> str:
    return settings.PORTAL_URL.rstrip("/") + request.get_full_path()


def _title(lang: str) -> str:
    return say("messaging.news.feed", lang, city=current_city().name.pick(lang))


def _changed(rows: list[NewsItem]) -> datetime:
    return max((one.updated_at for one in rows), default=datetime(2026, 4, 1, tzinfo=UTC))


def _rss(request: HttpRequest, rows: list[NewsItem], lang: str) -> bytes:
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    _text(channel, "title", _title(lang))
    _text(channel, "link", settings.PORTAL_URL.rstrip("/") + reverse("messaging:news"))
    _text(channel, "description", _title(lang))
    _text(channel, "language", HTML_LANG[lang])
    _text(channel, "lastBuildDate", format_datetime(_changed(rows)))
    etree.SubElement(
        channel, f"{{{ATOM}}}link", href=_here(request), rel="self", type="application/rss+xml"
    )
    for one in rows:
        words = words_for(one.texts, lang)
        entry = etree.SubElement(channel, "item")
        _text(entry, "title", words["subject"])
        _text(entry, "link", _page_of(one))
        _text(entry, "description", words["text"])
        _text(entry, "category", name_of(one.topic.title, lang))
        _text(entry, "pubDate", format_datetime(one.published_at))
        _text(entry, "guid", f"urn:uuid:{one.id}").set("isPermaLink", "false")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _atom(request: HttpRequest, rows: list[NewsItem], lang: str) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", HTML_LANG[lang])
    _text(root, f"{{{ATOM}}}title", _title(lang))
    _text(root, f"{{{ATOM}}}id", _here(request))
    _text(root, f"{{{ATOM}}}updated", _changed(rows).isoformat())
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _text(author, f"{{{ATOM}}}name", current_city().name.pick(lang))
    etree.SubElement(root, f"{{{ATOM}}}link", href=_here(request), rel="self")
    for one in rows:
        words = words_for(one.texts, lang)
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, f"{{{ATOM}}}title", words["subject"])
        _text(entry, f"{{{ATOM}}}id", f"urn:uuid:{one.id}")
        etree.SubElement(entry, f"{{{ATOM}}}link", href=_page_of(one))
        _text(entry, f"{{{ATOM}}}published", one.published_at.isoformat())
        _text(entry, f"{{{ATOM}}}updated", one.updated_at.isoformat())
        etree.SubElement(
            entry, f"{{{ATOM}}}category", term=one.topic.key, label=name_of(one.topic.title, lang)
        )
        _text(entry, f"{{{ATOM}}}content", words["text"])
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _json(request: HttpRequest, rows: list[NewsItem], lang: str) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(lang),
        "home_page_url": settings.PORTAL_URL.rstrip("/") + reverse("messaging:news"),
        "feed_url": _here(request),
        "language": HTML_LANG[lang],
        "items": [
            {
                "id": f"urn:uuid:{one.id}",
                "url": _page_of(one),
                "title": words["subject"],
                "content_text": words["text"],
                "date_published": one.published_at.isoformat(),
                "date_modified": one.updated_at.isoformat(),
                "tags": [name_of(one.topic.title, lang)],
                "language": words["html_lang"],
                "_madoguchi": {"level": one.level, "areas": one.areas},
            }
            for one, words in ((row, words_for(row.texts, lang)) for row in rows)
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    made = etree.SubElement(parent, name)
    made.text = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return made
