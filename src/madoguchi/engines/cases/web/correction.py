# SPDX-License-Identifier: Apache-2.0
"""The form with which an officer marks fields to correct."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.commands.request_correction import Mark, request_correction
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import WORK
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.fields import CaseField, list_fields
from madoguchi.engines.cases.queries.phrases import list_phrases
from madoguchi.engines.cases.web.reading import open_for_form
from madoguchi.engines.cases.web.small_form import case_url, posted_version
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.eras import format_wareki_weekday, parse_date
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

DAYS_TO_CORRECT = 10


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A field that can be marked, with what the officer has typed."""

    key: str
    field: CaseField
    marked: bool
    reason: str
    offers: str


@staff_may(WORK)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, number: str) -> HttpResponse:
    """補正を求める."""
    actor, at, lang = actor_on(request), now(), lang_of(request)
    case = open_for_form(request, number, form="correction")
    edition = get_edition(case.procedure_id, case.revision)
    fields = [one for one in list_fields(edition, case) if one.correctable]
    if request.method == "GET":
        due_on = office_calendar().add_days(today(at), DAYS_TO_CORRECT)
        return _page(request, case, edition, fields, due=format_wareki_weekday(due_on))
    due = request.POST.get("due_on", "").strip()
    try:
        request_correction(
            case_id=case.id,
            marks=read_marks(request.POST, fields),
            message=request.POST.get("message", "").strip()[:5_000],
            due_on=_read_due(due),
            actor=actor,
            at=at,
            version=posted_version(request),
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _page(request, case, edition, fields, due=due, refusal=refusal)
    messages.success(request, say("cases.did.correction", lang))
    return redirect(case_url(case))


def read_marks(posted: Any, fields: list[CaseField]) -> list[Mark]:
    """The ticked fields with their reasons."""
    ticked = set(posted.getlist("mark"))
    return [
        Mark(
            step=field.step,
            question=field.question,
            item=field.item,
            reason=posted.get(f"reason-{key_of(field)}", "").strip()[:1_000],
        )
        for field in fields
        if key_of(field) in ticked
    ]


def key_of(field: CaseField) -> str:
    """The name of a field in the form."""
    return f"{field.step}.{field.question}" + ("" if field.item is None else f".{field.item}")


class _Offers:
    """The sentences to start from, each list of them drawn once however many fields share it.

    The officer takes over the Japanese one; beside it stands what the applicant will read.
    """

    def __init__(self, edition: Edition, reader: str) -> None:
        self._edition, self._reader = edition, reader
        self._keys: dict[tuple[tuple[str, str], ...], str] = {}

    def key_for(self, question: str) -> str:
        """The id of the list for a question; empty where there is nothing to offer."""
        phrases = list_phrases(self._edition, "correction", question=question)
        reasons = tuple((one.ja, _beside(one, self._reader)) for one in phrases)
        return self._keys.setdefault(reasons, f"offers-{len(self._keys) + 1}") if reasons else ""

    def lists(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """Each list with its id."""
        return [(key, reasons) for reasons, key in self._keys.items()]


def _beside(phrase: TextValue, reader: str) -> str:
    theirs = phrase.pick(reader)
    return "" if theirs == phrase.ja else theirs


def _read_due(typed: str) -> date | None:
    return parse_date(typed.split("(")[0]) if typed else None


def _asked_for(request: HttpRequest, case: Case, fields: list[CaseField]) -> dict[str, str]:
    """The field of a file that could not be opened, with the reason to ask for it again."""
    wanted = request.GET.get("file", "") if request.method == "GET" else ""
    file = next((one for one in case.files.all() if str(one.id) == wanted), None)
    if file is None:
        return {}
    reason = say("cases.file.ask_reason", case.language, name=file.name)
    return {
        key_of(field): reason
        for field in fields
        if field.question == file.question and field.item in {file.item, None}
    }


def _page(
    request: HttpRequest,
    case: Case,
    edition: Edition,
    fields: list[CaseField],
    *,
    due: str,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = lang_of(request)
    case.refresh_from_db(fields=["version", "state"])
    asked = _asked_for(request, case, fields)
    ticked = set(request.POST.getlist("mark")) | set(asked)
    offers = _Offers(edition, case.language)
    shown: dict[str, Any] = {
        "case": case,
        "title": say("cases.do.correction", lang),
        "marks": [
            ShownMark(
                key=key_of(field),
                field=field,
                marked=key_of(field) in ticked,
                reason=request.POST.get(f"reason-{key_of(field)}", asked.get(key_of(field), "")),
                offers=offers.key_for(field.question),
            )
            for field in fields
        ],
        "offers": offers.lists(),
        "theirs": "" if case.language == "ja" else say(f"cases.language.{case.language}", lang),
        "due": due,
        "message": request.POST.get("message", ""),
        "refusal": refusal,
        "case_url": case_url(case),
    }
    return render(
        request, "cases/correction.html", shown, status=refusal.status if refusal else 200
    )
