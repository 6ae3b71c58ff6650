# SPDX-License-Identifier: Apache-2.0
"""What does a person see when something did not work? A sentence, the next step, a telephone."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from madoguchi.kernel.texts import Language
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

logger = logging.getLogger(__name__)

LAST_RESORT = (
    '<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>エラー</title>'
    "<h1>うまくいきませんでした</h1><p>しばらくたってから、もう一度お試しください。"
    "お急ぎのときは、市役所にお電話ください。</p>"
    '<p lang="en">Something went wrong. Please try again later or call the city hall.</p></html>'
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What to tell: HTTP status, stable code, title, sentence, next step."""

    status: int
    code: str
    title: str
    sentence: str
    next_step: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    files_lost: bool = False
    sign_in_url: str = ""
    sign_in_label: str = ""


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks rather than a person."""
    if request.path.startswith(("/api/", "/zone/")):
        return True
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def describe_status(status: int, lang: Language) -> Problem:
    """The product's own words for an HTTP status."""
    known = status if status in KNOWN else (500 if status >= 500 else 400)
    key = f"screens.problem.{known}"
    return Problem(
        status=status,
        code=f"http_{status}",
        title=say(f"{key}.title", lang),
        sentence=say(f"{key}.sentence", lang),
        next_step=say(f"{key}.next", lang),
    )


KNOWN = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def answer(
    request: HttpRequest, problem: Problem, *, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The problem as JSON for programs, as a fragment for htmx, as a page for people."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse(
            {"code": problem.code, "message": problem.sentence, "next_step": problem.next_step},
            status=problem.status,
            json_dumps_params={"ensure_ascii": False},
        )
    elif request.headers.get("HX-Request") == "true":
        response = _render(request, "screens/problem_fragment.html", problem)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        response = _render(request, "screens/problem.html", problem)
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def _render(request: HttpRequest, template: str, problem: Problem) -> HttpResponse:
    values = {"problem": problem, "layout": "screens/base.html", "lang": lang_of(request)}
    try:
        page: str = render_to_string(template, _with_layout(values, problem), request)
    except Exception:  # a broken page must not hide the first problem
        logger.exception("the page for problem %s could not be made", problem.code)
        page = LAST_RESORT
    return HttpResponse(page, status=problem.status)


def _with_layout(values: dict[str, object], problem: Problem) -> dict[str, object]:
    """Server failures stand in the plain frame: the cause may be what the full frame needs."""
    if problem.status >= 500:
        return values
    return {name: value for name, value in values.items() if name != "layout"}
