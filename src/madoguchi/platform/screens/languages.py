# SPDX-License-Identifier: Apache-2.0
"""In which language does this person read? ?lang= decides and is kept in a cookie."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from madoguchi.kernel.texts import LANGUAGES, Language

COOKIE = "lang"
PARAMETER = "lang"
_ONE_YEAR = 365 * 24 * 60 * 60

NAMES: Mapping[Language, str] = {"ja": "日本語", "easy": "やさしい日本語", "en": "English"}
HTML_LANG: Mapping[str, str] = {"ja": "ja", "easy": "ja", "en": "en"}


def lang_of(request: HttpRequest | None) -> Language:
    """The reader's language; Japanese where nothing was chosen."""
    lang = getattr(request, "lang", "ja")
    return lang if lang in LANGUAGES else "ja"


def choose_language(request: HttpRequest) -> Language:
    """Read the choice from the address, else from the cookie."""
    for wanted in (request.GET.get(PARAMETER), request.COOKIES.get(COOKIE)):
        for lang in LANGUAGES:
            if wanted == lang:
                return lang
    return "ja"


def remember_language(request: HttpRequest, response: HttpResponse, lang: Language) -> None:
    """Keep a choice made in the address for a year."""
    if request.GET.get(PARAMETER) == lang and request.COOKIES.get(COOKIE) != lang:
        response.set_cookie(
            COOKIE,
            lang,
            max_age=_ONE_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def speak(lang: Language) -> None:
    """Let Django's own sentences follow."""
    translation.activate(HTML_LANG[lang])


def language_links(request: HttpRequest) -> list[dict[str, object]]:
    """The other ways to read this page, with the address of each."""
    here = lang_of(request)
    links = []
    for lang in LANGUAGES:
        query = request.GET.copy()
        query[PARAMETER] = lang
        links.append(
            {
                "lang": lang,
                "html_lang": HTML_LANG[lang],
                "name": NAMES[lang],
                "url": f"{request.path}?{query.urlencode()}",
                "current": lang == here,
            }
        )
    return links
