# SPDX-License-Identifier: Apache-2.0
"""訂正を求める: one value of an application, as it stands and as it should be; or a consent withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.ask_amendment import ask_amendment
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.form import context_at
from madoguchi.engines.procedures.queries.reports import read_reports
from madoguchi.engines.procedures.rules.refusals import ApplicationUnknown
from madoguchi.engines.procedures.web.access import Access, open_submission
from madoguchi.engines.procedures.web.drawing import Drawing
from madoguchi.engines.procedures.web.fields import draw_field, field_id
from madoguchi.engines.procedures.web.frame import Crumb, help_for, words_of
from madoguchi.engines.procedures.web.held_shown import NOT_AMENDED
from madoguchi.engines.procedures.web.opening import ask_to_unlock
from madoguchi.engines.procedures.web.receipt import GUARD
from madoguchi.engines.procedures.web.towns import fill_town
from madoguchi.engines.procedures.web.typed import Typed, posted_fields
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.correct import read_correction
from madoguchi.kernel.definition.describe import describe_value
from madoguchi.kernel.definition.results import AnswerError, AskedQuestion
from madoguchi.kernel.definition.to_form import to_form
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import AmendmentRequest, HeldValue
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class Sheet:
    """A value of an application, with what its page needs."""

    access: Access
    compiled: Compiled
    held: HeldValue
    answers: dict[str, Any]

    @property
    def is_consent(self) -> bool:
        """Whether a consent is withdrawn rather than a value put right."""
        return self.held.type == "consent"

    @property
    def question(self) -> Any:
        """The question as the citizen answered it."""
        return self.compiled.by_question[self.held.question][1].question


@dataclass(frozen=True, slots=True)
class Mark:
    """The one value that ``read_correction`` is to read."""

    step: str
    question: str
    item: int | None


@open_to_all(GUARD)
@never_cache
def amend(
    request: HttpRequest, submission_id: UUID, step_id: str, question: str, item: int | None = None
) -> HttpResponse:
    """Show the value as the office reported it; with POST the request is on its way."""
    at = now()
    access = open_submission(request, submission_id, at=at)
    if access.is_locked:
        return ask_to_unlock(request)
    sheet = _open(access, step_id, question, item)
    if sheet is None:
        return HttpResponseRedirect(reverse("procedures:own-data", args=[submission_id]))
    if request.method == "POST":
        return _post(request, sheet, at)
    fields: dict[str, list[str]] = {}
    if not sheet.is_consent:
        fields = to_form(sheet.compiled.by_question[question][1], sheet.held.value)
    return _page(request, sheet, Typed(fields))


def _open(access: Access, step: str, question: str, item: int | None) -> Sheet | None:
    if access.opener is None:
        raise ApplicationUnknown
    row = access.submission
    report = read_reports([row], access.opener).get(row.id)
    compiled = compiled_of(row.revision)
    held = next(
        (
            one
            for one in (report.values if report else ())
            if (one.step, one.question, one.item) == (step, question, item)
        ),
        None,
    )
    known = compiled.by_question.get(question)
    if held is None or known is None or held.type in NOT_AMENDED:
        return None
    return Sheet(access, compiled, held, _answers(report.values if report else ()))


def _answers(values: Iterable[HeldValue]) -> dict[str, Any]:
    """The application as the office reported it, so that rules among its answers hold."""
    answers: dict[str, Any] = {}
    for one in values:
        if one.item is None:
            answers[one.question] = one.value
            continue
        items = answers.setdefault(one.step, [])
        items.extend({} for _ in range(one.item + 1 - len(items)))
        items[one.item][one.question] = one.value
    return answers


def _post(request: HttpRequest, sheet: Sheet, at: datetime) -> HttpResponse:
    lang, held, typed = lang_of(request), sheet.held, posted_fields(request.POST)
    if request.POST.get("look_up"):
        filled, notice = fill_town(typed, held.question)
        return _page(request, sheet, Typed(filled), notice=say(notice, lang))
    value: Any = False
    if not sheet.is_consent:
        value, errors = _read(sheet, typed, at)
        if errors:
            return _page(request, sheet, Typed(typed), errors=errors)
        if value == held.value:
            words = say("procedures.amend.same", lang)
            return _page(request, sheet, Typed(typed), problem=words)
    body = AmendmentRequest(
        request_id=_request_id(request),
        submission_id=sheet.access.submission.id,
        asked_at=at,
        kind="withdraw_consent" if sheet.is_consent else "amend",
        step=held.step,
        question=held.question,
        item=held.item,
        former=held.text,
        wanted="" if sheet.is_consent else _in_words(sheet, value, lang),
        value=value,
        reason=request.POST.get("message", ""),
    )
    try:
        ask_amendment(
            submission=sheet.access.submission, request=body, actor=actor_on(request), at=at
        )
    except Refusal as refusal:
        return _page(request, sheet, Typed(typed), problem=refusal.message.pick(lang))
    messages.success(request, say("procedures.amend.sent", lang))
    return HttpResponseRedirect(reverse("procedures:status", args=[sheet.access.submission.id]))


def _read(
    sheet: Sheet, typed: dict[str, list[str]], at: datetime
) -> tuple[Any, tuple[AnswerError, ...]]:
    """The posted value, among the other answers as the office holds them."""
    held = sheet.held
    mark = Mark(held.step, held.question, held.item)
    prefix = "" if held.item is None else f"{held.step}.{held.item}."
    named = {prefix + name: values for name, values in typed.items()}
    reading = read_correction(sheet.compiled, [mark], named, sheet.answers, context_at(at))
    errors = tuple(one for one in reading.errors if one.question == held.question)
    if held.item is None:
        return reading.values.get(held.question), errors
    found = reading.items.get(held.step, {}).get(held.item, {})
    return found.get(held.question), errors


def _in_words(sheet: Sheet, value: Any, lang: str) -> str:
    if value in (None, "", []):
        return say("procedures.amend.empty", lang)
    return describe_value(sheet.compiled, sheet.held.question, value, lang)


def _page(
    request: HttpRequest, sheet: Sheet, typed: Typed, *, errors: tuple[AnswerError, ...] = (),
    problem: str = "", notice: str = "",
) -> HttpResponse:  # fmt: skip
    lang, row = lang_of(request), sheet.access.submission
    procedure = sheet.compiled.definition
    title = say(
        "procedures.amend.consent.title" if sheet.is_consent else "procedures.amend.title", lang
    )
    data_url = reverse("procedures:own-data", args=[row.id])
    asked = AskedQuestion(sheet.question, getattr(sheet.question, "options", ()))
    values = {
        "procedure": words_of(procedure, lang),
        "crumbs": [Crumb(say("procedures.data.title", lang), data_url), Crumb(title)],
        "help": help_for(procedure, lang),
        "title": title,
        "number": row.receipt_number,
        "label": sheet.held.label,
        "group": sheet.held.group,
        "now": sheet.held.text,
        "consent": sheet.is_consent,
        "field": None if sheet.is_consent else draw_field(asked, Drawing(lang, typed, errors)),
        "errors": [
            {"href": f"#{field_id(one.field)}", "text": one.message.pick(lang)} for one in errors
        ],
        "problem": problem,
        "notice": notice,
        "request_id": _request_id(request),
        "typed_reason": request.POST.get("message", ""),
        "data_url": data_url,
    }
    status = 422 if errors or problem else 200
    return render(request, "procedures/amend.html", values, status=status)


def _request_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("kept", ""))
    except ValueError:
        return new_id()
