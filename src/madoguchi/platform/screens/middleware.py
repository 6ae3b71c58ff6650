# SPDX-License-Identifier: Apache-2.0
"""What happens around every view: headers, closing for work, language, refusals."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.closed import closed_page
from madoguchi.platform.screens.content_security import secure
from madoguchi.platform.screens.languages import COOKIE as LANGUAGE_COOKIE
from madoguchi.platform.screens.languages import (
    HTML_LANG,
    choose_language,
    lang_of,
    remember_language,
    speak,
)
from madoguchi.platform.screens.maintenance import EXEMPT, find_maintenance
from madoguchi.platform.screens.problems import KNOWN, answer, describe_status
from madoguchi.platform.screens.refusals import refuse

_log = logging.getLogger("madoguchi.security")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Sets the content security policy and its companions on every response.

    Methods that nothing here answers are refused at the door. What was made for a browser that
    brought a cookie of ours besides the language rests in no cache, unless the view says so.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        drop_nul(request)
        if request.method not in METHODS:
            response: HttpResponseBase = HttpResponseNotAllowed(METHODS)
        else:
            response = self.get_response(request)
        if request.COOKIES.keys() - {LANGUAGE_COOKIE}:
            response.headers.setdefault("Cache-Control", "no-store")
        secure(response)
        return response


def drop_nul(request: HttpRequest) -> None:
    """Take NUL out of what stands in the address: no word holds it, and PostgreSQL keeps none."""
    query = request.META.get("QUERY_STRING", "")
    while "%00" in query or "\x00" in query:
        query = query.replace("%00", "").replace("\x00", "")
        request.META["QUERY_STRING"] = query


class Maintenance:
    """Answers 503 while the zone is closed for work; parcels go on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        work = find_maintenance()
        if work is None or request.path.startswith(EXEMPT) or not work.is_closed(at := now()):
            return self.get_response(request)
        request.lang = choose_language(request)  # type: ignore[attr-defined]
        return closed_page(request, work, at)


class ReaderLanguage:
    """Sets ``request.lang`` from ?lang= or the cookie, for our words and Django's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        lang = choose_language(request)
        request.lang = lang  # type: ignore[attr-defined]
        speak(lang)
        try:
            response = self.get_response(request)
        finally:
            translation.deactivate()
        response.headers.setdefault("Content-Language", HTML_LANG[lang])
        patch_vary_headers(response, ("Cookie",))
        if isinstance(response, HttpResponse):
            remember_language(request, response, lang)
        return response


class Refusals:
    """Turns refusals, and bare statuses without a page, into pages that help."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_bare(response):
            return response
        problem = describe_status(response.status_code, lang_of(request))
        kept = ("Allow", "Retry-After")
        headers = {name: response.headers[name] for name in kept if name in response.headers}
        return answer(request, problem, headers=headers)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer a refusal raised by a view, and leave a line of it: who, where, which rule."""
        if not isinstance(exception, Refusal):
            return None
        where = request.resolver_match.view_name if request.resolver_match else ""
        level = logging.WARNING if exception.status in {403, 429} else logging.INFO
        who = getattr(getattr(request, "actor", None), "ref", "") or "guest"
        _log.log(level, "refused: %s at %s for %s", exception.code, where, who)
        return refuse(request, exception)


def _is_bare(response: HttpResponseBase) -> bool:
    return (
        response.status_code in KNOWN
        and isinstance(response, HttpResponse)
        and not response.content
        and response.headers.get("Content-Type", "").startswith("text/html")
    )
