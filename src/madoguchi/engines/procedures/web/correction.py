# SPDX-License-Identifier: Apache-2.0
"""Correcting just the marked fields, with the officer's reason and the former answer beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.correct import correct as correct_it
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.form import context_at
from madoguchi.engines.procedures.queries.notes import find_correction, read_notes
from madoguchi.engines.procedures.web.access import Access, open_submission
from madoguchi.engines.procedures.web.correction_files import (
    Kept,
    close_kept,
    open_kept,
    receive_marked,
    with_files,
)
from madoguchi.engines.procedures.web.drawing import Drawing
from madoguchi.engines.procedures.web.fields import draw_field, field_id
from madoguchi.engines.procedures.web.files import draw_file_field
from madoguchi.engines.procedures.web.frame import Crumb, help_for, section_name, words_of
from madoguchi.engines.procedures.web.holders import account_of
from madoguchi.engines.procedures.web.opening import ask_to_unlock
from madoguchi.engines.procedures.web.receipt import GUARD
from madoguchi.engines.procedures.web.typed import Typed, posted_fields
from madoguchi.kernel.application import CorrectionField, CorrectionNote
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.ask_step import ask_step
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.correct import (
    correction_field,
    fill_correction,
    find_marked,
    read_correction,
)
from madoguchi.kernel.definition.describe import describe_value, name_item
from madoguchi.kernel.definition.results import AnswerError, AskedQuestion, CorrectionReading
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.files.kinds import WIDEST_RULE
from madoguchi.platform.files.uploads import accepts_uploads
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class Sheet:
    """A request for correction with everything that its page needs."""

    row: Submission
    compiled: Compiled
    context: Context
    note: CorrectionNote
    marks: tuple[CorrectionField, ...]


@open_to_all(GUARD)
@accepts_uploads(WIDEST_RULE)
@never_cache
def correct(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show the marked fields; with POST read, judge and send them."""
    at = now()
    access = open_submission(request, submission_id, at=at)
    if access.is_locked:
        return ask_to_unlock(request)
    sheet = _open(request, access, at)
    if sheet is None:
        return HttpResponseRedirect(reverse("procedures:status", args=[submission_id]))
    if request.method == "POST":
        return _post(request, sheet)
    typed = fill_correction(sheet.compiled, _without_files(sheet), sheet.note.answers)
    return _page(request, sheet, Typed(typed), {})


def _open(request: HttpRequest, access: Access, at: datetime) -> Sheet | None:
    row = access.submission
    notes = read_notes(row, access.opener) if access.opener else []
    note = find_correction(row, notes)
    if note is None:
        return None
    compiled = compiled_of(row.revision)
    marks = tuple(mark for mark in note.fields if find_marked(compiled, mark))
    identity = "email" if account_of(request) else "none"
    return Sheet(row, compiled, context_at(at, identity), note, marks)


def _post(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    at, lang, row = now(), lang_of(request), sheet.row
    typed = posted_fields(request.POST)
    kept = open_kept(request.POST.get("kept", ""), row.id)
    kept, refused = receive_marked(request, sheet.compiled, sheet.marks, kept, row, at=at)
    removed = request.POST.get("remove_file", "").rpartition(":")[2]
    if removed:
        kept = {name: [f for f in files if f["id"] != removed] for name, files in kept.items()}
        return _page(request, sheet, Typed(typed), kept)
    answers = with_files(sheet.note.answers, sheet.compiled, sheet.marks, kept)
    reading = read_correction(sheet.compiled, sheet.marks, typed, answers, sheet.context)
    errors = (*refused, *reading.errors)
    if errors:
        return _page(request, sheet, Typed(typed), kept, errors)
    try:
        _send(request, sheet, reading)
    except Refusal as refusal:
        return _page(request, sheet, Typed(typed), kept, message_error=refusal.message.pick(lang))
    messages.success(request, say("procedures.status.correct.sent", lang))
    return HttpResponseRedirect(reverse("procedures:status", args=[row.id]))


def _send(request: HttpRequest, sheet: Sheet, reading: CorrectionReading) -> None:
    correct_it(
        submission=sheet.row,
        procedure=sheet.compiled.definition,
        request=sheet.note,
        values=reading.values,
        items=reading.items,
        message=request.POST.get("message", ""),
        actor=actor_on(request),
        at=now(),
    )


def _page(
    request: HttpRequest,
    sheet: Sheet,
    typed: Typed,
    kept: Kept,
    errors: Sequence[AnswerError] = (),
    *,
    message_error: str = "",
) -> HttpResponse:
    lang, procedure, note = lang_of(request), sheet.compiled.definition, sheet.note
    section = section_name(procedure, lang)
    status_url = reverse("procedures:status", args=[sheet.row.id])
    due = ""
    if note.due_on:
        day = format_date(note.due_on, lang)
        due = say("procedures.status.correct.due", lang, day=day)
    values = {
        "procedure": words_of(procedure, lang),
        "crumbs": [
            Crumb(procedure.title.pick(lang), status_url),
            Crumb(say("procedures.correct.title", lang)),
        ],
        "help": help_for(procedure, lang),
        "errors": [
            {"href": f"#{field_id(_name_of(sheet, one))}", "text": one.message.pick(lang)}
            for one in errors
        ],
        "due": due,
        "message": note.message,
        "from": say("procedures.correct.from", lang, section=section),
        "marks": [_draw(sheet, mark, typed, kept, errors, lang) for mark in sheet.marks],
        "kept": close_kept(kept, sheet.row.id),
        "typed_message": request.POST.get("message", ""),
        "message_error": message_error,
        "ask_url": f"{status_url}#talk",
    }
    code = 422 if errors or message_error else 200
    return render(request, "procedures/correct.html", values, status=code)


def _draw(
    sheet: Sheet,
    mark: CorrectionField,
    typed: Typed,
    kept: Kept,
    errors: Sequence[AnswerError],
    lang: str,
) -> dict[str, Any]:
    """One marked field: its question, the reason, the former answer."""
    name = correction_field(mark)
    prefix = name.removesuffix(mark.question)
    own = [one for one in errors if (one.question, one.item) == (mark.question, mark.item)]
    fields = {
        field.removeprefix(prefix): values
        for field, values in typed.fields.items()
        if field.startswith(name)
    }
    asked = _ask(sheet, mark)
    drawn = draw_field(asked, Drawing(lang, Typed(fields), own, prefix=prefix))
    question: Any = asked.question
    if question.type == "file":
        drawn |= draw_file_field(question, kept.get(name, ()), lang, drawn)
    return {
        "title": _title(sheet, mark, lang),
        "reason": mark.reason,
        "former": describe_value(sheet.compiled, mark.question, mark.value, lang)
        if mark.value not in (None, "", [])
        else "",
        "field": drawn,
    }


def _ask(sheet: Sheet, mark: CorrectionField) -> AskedQuestion:
    """The marked question with its options; also where the answers hide it now."""
    asked = ask_step(sheet.compiled, mark.step, sheet.note.answers, sheet.context, mark.item)
    found = next((one for one in asked if one.id == mark.question), None)
    if found is not None:
        return found
    question: Any = sheet.compiled.by_question[mark.question][1].question
    return AskedQuestion(question, getattr(question, "options", ()))


def _title(sheet: Sheet, mark: CorrectionField, lang: str) -> str:
    question: Any = sheet.compiled.by_question[mark.question][1].question
    label = str(question.label.pick(lang))
    if mark.item is None:
        return label
    items: Any = sheet.note.answers.get(mark.step) or []
    item: Mapping[str, Any] = items[mark.item] if mark.item < len(items) else {}
    return f"{name_item(sheet.compiled.by_step[mark.step], item, mark.item, lang)} {label}"


def _name_of(sheet: Sheet, error: AnswerError) -> str:
    for mark in sheet.marks:
        if (mark.question, mark.item) == (error.question, error.item):
            name = correction_field(mark)
            return f"{name}.{error.part}" if error.part else name
    return error.field


def _without_files(sheet: Sheet) -> list[CorrectionField]:
    return [
        mark for mark in sheet.marks if sheet.compiled.by_question[mark.question][1].type != "file"
    ]
