# SPDX-License-Identifier: Apache-2.0
"""What do the citizens' pages of messaging share: the way here, refusals, words in their language?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from madoguchi.engines.messaging.rules.texts import language_for
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

HTML_LANG = {"ja": "ja", "en": "en", "easy": "ja"}


def who(request: HttpRequest) -> tuple[Actor, datetime, str]:
    """Who asks, when, and in which language they read."""
    return actor_on(request), now(), lang_of(request)


def crumbs(lang: str, *more: Crumb) -> list[Crumb]:
    """The way from the inbox to this page."""
    return [Crumb(say("messaging.inbox.title", lang), reverse("messaging:inbox")), *more]


def words_for(texts: Mapping[str, Mapping[str, Any]], lang: str) -> dict[str, Any]:
    """The words for a reader, with the language that was found."""
    found = language_for(lang, texts)
    words = texts.get(found) or {"subject": "", "text": ""}
    return {
        "subject": words.get("subject", ""),
        "text": words.get("text", ""),
        "language": found,
        "html_lang": HTML_LANG.get(found, "ja"),
    }


def name_of(words: Mapping[str, str], lang: str) -> str:
    """A name from data in the reader's language."""
    return str(words.get(lang) or words.get("ja") or "")


def refused(refusal: Refusal | None, lang: str) -> dict[str, str] | None:
    """A refusal for the top of a page; None where nothing was refused."""
    if refusal is None:
        return None
    return {
        "text": refusal.message.pick(lang),
        "next": refusal.next_step.pick(lang) if refusal.next_step else "",
    }


def help_of(section: str, lang: str) -> dict[str, str]:
    """Whom to ask: the section's telephone and place, else the city's."""
    city = current_city()
    found = city.find_section(section) if section else None
    return {
        "name": found.name.pick(lang) if found else city.name.pick(lang),
        "telephone": city.telephone_of(section) if found else city.telephone,
    }


def address_of(name: str) -> str:
    """The address of a page of another room; empty where this installation has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
