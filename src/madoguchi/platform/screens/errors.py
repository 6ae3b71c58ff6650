# SPDX-License-Identifier: Apache-2.0
"""Which pages answer when Django itself says no? Named in config/urls and CSRF_FAILURE_VIEW."""

from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from madoguchi.platform.screens.keeping import typed_fields
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.problems import answer, describe_status
from madoguchi.platform.screens.wording import say

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return answer(request, describe_status(status, lang_of(request)))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where more was sent than is taken."""
    return _page(request, 413 if isinstance(exception, _TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form's token has run out or cookies are off; what was typed is kept."""
    lang = lang_of(request)
    kept = typed_fields(request)
    problem = replace(
        describe_status(403, lang),
        code="form_expired",
        title=say("screens.form_expired.title", lang),
        sentence=say("screens.form_expired.sentence", lang),
        next_step=say("screens.form_expired.kept" if kept else "screens.form_expired.next", lang),
        kept=kept,
        files_lost=bool(kept and request.FILES),
    )
    return answer(request, problem)
