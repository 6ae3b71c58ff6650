# SPDX-License-Identifier: Apache-2.0
"""How busy the counters are, as open data."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from madoguchi.engines.queue.queries.board import LineStatus, read_board
from madoguchi.kernel.clock import now, to_local
from madoguchi.platform.screens.policies import open_to_all

FRESH_SECONDS = 10


@open_to_all("how busy the counters are is open data")
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """Every line: state, last number called, people waiting, minutes for who would come now."""
    at, section = now(), request.GET.get("section", "")
    found = read_board(at, {section} if section else None)
    body = {"at": to_local(at).isoformat(), "lines": [_line(one) for one in found]}
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _line(one: LineStatus) -> dict[str, Any]:
    line, wait = one.now.line, one.wait
    return {
        "line": line.key,
        "section": line.section,
        "prefix": line.prefix,
        "title": line.title,
        "state": one.state,
        "last_called": one.last_called or None,
        "waiting": one.waiting,
        "desks_open": one.desks_open,
        "wait_minutes": {"low": wait.low, "high": wait.high} if wait else None,
    }
