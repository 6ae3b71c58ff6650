# SPDX-License-Identifier: Apache-2.0
"""Cases as JSON, for staff (session of the office); described by OpenAPI."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema

from madoguchi.engines.cases.commands.record_reading import record_listing, record_reading
from madoguchi.engines.cases.policy import visible_sections
from madoguchi.engines.cases.queries.case_page import get_case
from madoguchi.engines.cases.queries.inbox import COLUMNS, in_tab, narrow, order
from madoguchi.engines.cases.queries.inbox_query import read_inbox_query
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

MOST = 100


class Problem(Schema):
    """A refusal."""

    code: str
    message: str
    next_step: str | None = None


class CaseRow(Schema):
    """A case in a list."""

    number: str
    procedure_title: str
    section: str
    state: str
    correction_arrived: bool
    assignee_name: str
    received_on: date
    due_on: date | None
    applicant_name: str
    version: int


class CaseList(Schema):
    """A page of cases."""

    cases: list[CaseRow]
    next_page: int | None


class CaseBody(CaseRow):
    """One case with its answers."""

    procedure_id: str
    revision: int
    received_at: datetime
    fee_yen: int | None
    channel: str
    outcome: str
    decided_on: date | None
    answers: dict[str, Any]
    findings: list[dict[str, Any]]


class Asked(Schema):
    """Which cases are asked for."""

    tab: Literal["mine", "unassigned", "soon", "overdue", "waiting", "arrived", "all"] = "all"
    procedure: str = ""
    state: str = ""
    page: int = 1


api = NinjaAPI(
    title="Madoguchi cases",
    version="1",
    urls_namespace="cases-api",
    docs_url=None,
)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as JSON with its status."""
    body = {
        "code": refusal.code,
        "message": refusal.message.ja,
        "next_step": refusal.next_step.ja if refusal.next_step else None,
    }
    return api.create_response(request, body, status=refusal.status)


@api.get("/cases", response=CaseList, summary="The open cases of one's sections")
def list_cases(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """100 at a time, the most urgent first."""
    actor, on = actor_on(request), today(now())
    query = read_inbox_query(request.GET)
    sections = visible_sections(actor)
    rows = narrow(in_tab(query.tab, sections, actor=actor, on=on), query, sections, on=on)
    page = min(max(asked.page, 1), 50)
    first = (page - 1) * MOST
    found = list(order(rows, "due", query.tab).values(*COLUMNS)[first : first + MOST + 1])
    record_listing(
        numbers=[row["number"] for row in found[:MOST]],
        actor=actor,
        at=now(),
        purpose=say("cases.purpose.api"),
        what="api",
    )
    return {"cases": found[:MOST], "next_page": page + 1 if len(found) > MOST else None}


@api.get(
    "/cases/{number}",
    response={200: CaseBody, 404: Problem, 403: Problem},
    summary="One case with its answers; the reading is written down",
)
def read_case(request: HttpRequest, number: str) -> Any:
    """By receipt number."""
    actor, at = actor_on(request), now()
    case = get_case(number, actor=actor)
    record_reading(case=case, actor=actor, at=at, purpose=case.procedure_title, what="api")
    columns = {name: getattr(case, name) for name in CaseBody.model_fields if hasattr(case, name)}
    return columns | {"answers": case.content.answers, "findings": case.content.findings}
