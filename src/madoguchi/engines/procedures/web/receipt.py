# SPDX-License-Identifier: Apache-2.0
"""It arrived: the receipt on the screen and as PDF."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.submissions import get_submission
from madoguchi.engines.procedures.web.access import Access, open_submission
from madoguchi.engines.procedures.web.frame import help_for, section_name, words_of
from madoguchi.engines.procedures.web.limits import PRINTING, who
from madoguchi.engines.procedures.web.receipt_pdf import Receipt, typeset
from madoguchi.kernel.clock import now, to_local
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.eras import format_date
from madoguchi.platform.guard.api import ANY, limited
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

GUARD = "an application opens only to its account, its secret or the browser that filed it"


@open_to_all(GUARD)
@never_cache
def receipt(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Number, secret and what happens next; thanks alone for an anonymous survey."""
    lang, row = lang_of(request), get_submission(submission_id)
    procedure = compiled_of(row.revision).definition
    values: dict[str, Any] = {
        "procedure": words_of(procedure, lang),
        "help": help_for(procedure, lang),
        "catalogue_url": reverse("procedures:catalogue"),
    }
    if procedure.anonymous:
        return render(request, "procedures/thanks.html", values)
    access = open_submission(request, submission_id, at=now())
    values |= {
        "number": row.receipt_number,
        "submitted_at": row.submitted_at,
        "secret": access.secret,
        "account": access.by_account,
        "pdf_url": reverse("procedures:receipt-pdf", args=[row.id]),
        "status_url": reverse("procedures:status", args=[row.id]),
        "next": _next(row, procedure, lang),
    }
    return render(request, "procedures/receipt.html", values)


@open_to_all(GUARD)
@limited(PRINTING, by=who, methods=ANY)
@never_cache
def receipt_pdf(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The applicant's copy (申請の控え)."""
    access = open_submission(request, submission_id, at=now())
    lang = lang_of(request)
    pdf = typeset(describe_receipt(access, lang), lang)
    name = f"{access.submission.receipt_number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def describe_receipt(access: Access, lang: str) -> Receipt:
    """What stands on the copy."""
    row = access.submission
    procedure = compiled_of(row.revision).definition
    helping, expected = help_for(procedure, lang), expected_on(row, procedure)
    rows = [
        (say("procedures.pdf.procedure", lang), procedure.title.pick(lang)),
        (say("procedures.pdf.number", lang), row.receipt_number),
        (say("procedures.pdf.at", lang), format_instant(row.submitted_at, lang)),
    ]
    if access.secret:
        rows.insert(2, (say("procedures.pdf.secret", lang), access.secret))
    if expected:
        rows.append((say("procedures.pdf.expected", lang), format_date(expected, lang)))
    contact = f"{helping['where']} {helping['telephone']}"
    rows.append((say("procedures.pdf.contact", lang), contact))
    address = f"{settings.PORTAL_URL}{reverse('procedures:lookup')}"
    notes = [say("procedures.pdf.how", lang, url=address)]
    if access.secret:
        notes.append(say("procedures.pdf.keep", lang))
    return Receipt(
        title=say("procedures.pdf.title", lang),
        city=current_city().name.pick(lang),
        rows=tuple(rows),
        notes=tuple(notes),
        made_on=to_local(row.submitted_at).date(),
    )


def expected_on(row: Submission, procedure: Procedure) -> date | None:
    """The day by which the result is expected: the office's own, or by the standard days."""
    if row.due_on or not procedure.standard_days:
        return row.due_on
    calendar = current_city().calendar
    return calendar.add_days(to_local(row.submitted_at).date(), procedure.standard_days)


def _next(row: Submission, procedure: Procedure, lang: str) -> list[dict[str, Any]]:
    section, expected = section_name(procedure, lang), expected_on(row, procedure)
    last = {"tone": "quiet", "icon": "mail", "title": say("procedures.receipt.result", lang)}
    if expected:
        day = format_date(expected, lang)
        last["title"] = say("procedures.receipt.expected", lang, day=day)
    if procedure.standard_days:
        days = procedure.standard_days
        last["text"] = say("procedures.receipt.expected_text", lang, days=days)
    return [
        {
            "tone": "ok",
            "icon": "check",
            "title": say("procedures.receipt.now", lang),
            "at": row.submitted_at,
            "current": True,
        },
        {
            "tone": "quiet",
            "icon": "eye",
            "title": say("procedures.intro.flow_check", lang, section=section),
            "text": say("procedures.receipt.check", lang),
        },
        last,
    ]
