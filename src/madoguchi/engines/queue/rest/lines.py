# SPDX-License-Identifier: Apache-2.0
"""How busy the counters are, as open data with a description that programs read (OpenAPI)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from madoguchi.engines.queue.queries.board import LineStatus, State, read_board
from madoguchi.kernel.clock import now, to_local
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of

FRESH_SECONDS = 10
NO_NUL = r"^[^\x00]*$"
UNREADABLE = text(
    "送られた内容の形が違います。",
    "What was sent has not the described shape.",
    "おくられた ものの 形が ちがいます。",
)

api = NinjaAPI(
    title="Madoguchi counter queue",
    version="1",
    description="How busy the counters (窓口) are: open data, no sign-in, no personal data.",
    urls_namespace="queue-api",
    openapi_url="/queue/openapi.json",
    docs_url=None,
)


class ProblemOut(Schema):
    """Why something is not answered."""

    code: str
    message: str
    next_step: str | None = None


class TitleOut(Schema):
    """A name in up to three languages; a missing one falls back to Japanese."""

    ja: str
    en: str | None = None
    easy: str | None = Field(None, description="やさしい日本語")


class WaitOut(Schema):
    """Minutes that somebody who comes now is likely to wait."""

    low: int
    high: int


class LineOut(Schema):
    """A line as it is now."""

    line: str = Field(description="its key")
    section: str = Field(description="organisation key")
    prefix: str = Field(description="what its numbers begin with")
    title: TitleOut
    state: State = Field(
        description="open: tickets on the web and in the hall; hall_only: in the hall; before, closed,"
        " off: not now; paused, full: for a while, for today"
    )
    last_called: str | None = Field(description="the number called last today")
    waiting: int = Field(description="how many people wait")
    desks_open: int
    wait_minutes: WaitOut | None = Field(description="None where nothing honest can be said")


class LinesOut(Schema):
    """Every line that was asked for, at one instant."""

    at: datetime
    lines: list[LineOut]


class Asked(Schema):
    """Which lines."""

    section: str = Field("", max_length=48, pattern=NO_NUL, description="organisation key")


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent has not the shape that is described; which members, and why."""
    wrong = "; ".join(
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors[:10]
    )
    message = f"{UNREADABLE.pick(lang_of(request))} ({wrong})"
    body = {"code": "queue.unreadable", "message": message, "next_step": None}
    return api.create_response(request, body, status=422)


@api.get(
    "/queue/lines",
    response={200: LinesOut, 422: ProblemOut},
    summary="Every line: state, last number called, people waiting, minutes to wait",
)
def get_lines(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> Any:  # noqa: ARG001
    """Fresh for ten seconds; pages of other sites may read it. An unknown section has no lines."""
    at = now()
    found = read_board(at, {asked.section} if asked.section else None)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return {"at": to_local(at), "lines": [_line(one) for one in found]}


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
