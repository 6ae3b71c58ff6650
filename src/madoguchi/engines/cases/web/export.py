# SPDX-License-Identifier: Apache-2.0
"""Taking cases out of the office as CSV or Excel."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.commands.export import start_export
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import EXPORT, visible_sections
from madoguchi.engines.cases.queries.filters import list_procedures
from madoguchi.engines.cases.queries.inbox import of_sections
from madoguchi.engines.cases.queries.tables import write_csv, write_xlsx
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_may(EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """書き出し: which procedure, which time, what for."""
    lang = lang_of(request)
    actor = actor_on(request)
    procedures = list_procedures(visible_sections(actor))
    errors: dict[str, str] = {}
    if request.method == "POST":
        rows, errors = _chosen(request, dict(procedures))
        purpose = request.POST.get("purpose", "").strip()[:200]
        if not purpose:
            errors["purpose"] = say("cases.error.purpose", lang)
        if not errors:
            whole = bool(request.POST.get("procedure"))
            make = stream_xlsx if request.POST.get("kind") == "xlsx" else stream_csv
            return make(request, rows, purpose=purpose, answers=whole)
    shown = {
        "procedures": procedures,
        "typed": request.POST,
        "errors": [{"href": f"#{name}", "text": words} for name, words in errors.items()],
        "error": errors,
    }
    return render(request, "cases/export.html", shown, status=422 if errors else 200)


def stream_csv(
    request: HttpRequest, rows: QuerySet[Case], *, purpose: str, answers: bool = False
) -> StreamingHttpResponse:
    """The rows as they are read."""
    sheet = start_export(
        cases=rows,
        answers=answers,
        kind="csv",
        purpose=purpose,
        actor=actor_on(request),
        at=now(),
    )
    response = StreamingHttpResponse(write_csv(sheet), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name("csv")}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def stream_xlsx(
    request: HttpRequest, rows: QuerySet[Case], *, purpose: str, answers: bool = False
) -> FileResponse:
    """A workbook, made first and then sent."""
    sheet = start_export(
        cases=rows,
        answers=answers,
        kind="xlsx",
        purpose=purpose,
        actor=actor_on(request),
        at=now(),
    )
    response = FileResponse(
        write_xlsx(sheet), as_attachment=True, filename=_name("xlsx"), content_type=XLSX
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _name(kind: str) -> str:
    return f"cases-{today(now()).isoformat()}.{kind}"


def _chosen(
    request: HttpRequest, procedures: dict[str, str]
) -> tuple[QuerySet[Case], dict[str, str]]:
    lang, errors = lang_of(request), {}
    rows = of_sections(visible_sections(actor_on(request)))
    procedure = request.POST.get("procedure", "")
    if procedure in procedures:
        rows = rows.filter(procedure_id=procedure)
    conditions: dict[str, Any] = {}
    for name, lookup in (("from", "received_on__gte"), ("until", "received_on__lte")):
        typed = request.POST.get(name, "").strip()
        try:
            day: date | None = parse_date(typed) if typed else None
        except Refusal as refusal:
            errors[name] = refusal.message.pick(lang)
        else:
            if day:
                conditions[lookup] = day
    return rows.filter(**conditions), errors
