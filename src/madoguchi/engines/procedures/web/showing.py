# SPDX-License-Identifier: Apache-2.0
"""How is a page of the form drawn?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.content import Place
from madoguchi.engines.procedures.web.drawing import Drawing
from madoguchi.engines.procedures.web.fields import draw_fields, field_id
from madoguchi.engines.procedures.web.files import draw_files
from madoguchi.engines.procedures.web.frame import (
    crumbs_to,
    help_for,
    saving_of,
    words_of,
)
from madoguchi.engines.procedures.web.offering import draw_offers
from madoguchi.engines.procedures.web.places import (
    REVIEW,
    draw_steps,
    number_of,
    place_url,
    url_before,
)
from madoguchi.engines.procedures.web.posting import CHECKED, Outcome, saved_values
from madoguchi.engines.procedures.web.typed import Typed
from madoguchi.kernel.definition.ask_step import ask_step
from madoguchi.kernel.definition.calculate_fee import calculate_fee
from madoguchi.kernel.definition.describe import describe, name_item
from madoguchi.kernel.definition.put_step import put_step
from madoguchi.kernel.definition.read_step import read_step
from madoguchi.kernel.definition.results import AnswerError, AskedQuestion, Path, StepReading
from madoguchi.kernel.definition.schema import Step
from madoguchi.kernel.definition.to_form import fill_form
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

ERROR = 422
STALE = 409


def show_step(
    request: HttpRequest,
    form: OpenForm,
    path: Path,
    place: Place,
    *,
    outcome: Outcome | None = None,
    restored: dict[str, list[str]] | None = None,
) -> HttpResponse:
    """A step or an item, as saved or as typed."""
    lang = lang_of(request)
    typed, errors = _typed(form, place, outcome, restored)
    asked = _ask(form, place, typed)
    drawing = Drawing(lang, typed, errors, fee=_fee(form, asked))
    fields = draw_fields(asked, drawing)
    draw_files(fields, asked, saved_values(form.content, place), lang)
    offers = draw_offers(request, form, place, fields, typed)
    values = _frame(request, form, path, place) | {
        "offers": offers,
        "fields": fields,
        "errors": summarise(errors, lang),
        "notices": _notices(outcome, lang, restored=restored is not None),
        "stale": _stale_rows(form, place, outcome, asked, drawing),
        "asked": ",".join(one.id for one in asked),
    }
    return render(request, "procedures/step.html", values, status=_status(outcome))


def show_items(
    request: HttpRequest,
    form: OpenForm,
    path: Path,
    place: Place,
    *,
    outcome: Outcome | None = None,
) -> HttpResponse:
    """The list of a repeating step's items."""
    lang = lang_of(request)
    step = form.compiled.by_step[place.step].step
    errors = outcome.errors if outcome else ()
    items = describe_items(form, path, step, lang)
    repeat = step.repeat
    full = repeat is not None and len(items) >= repeat.max
    values = _frame(request, form, path, place) | {
        "items": items,
        "errors": [{"href": _where(form, one), "text": one.message.pick(lang)} for one in errors],
        "one": repeat.one.pick(lang) if repeat else "",
        "max": repeat.max if repeat else 0,
        "first": bool(repeat and repeat.min and not items),
        "add_url": "" if full else place_url(form.draft.id, Place(step.id, len(items))),
        "notices": [{"tone": "ok", "text": say("procedures.items.removed", lang)}]
        if "removed" in request.GET
        else [],
    }
    return render(request, "procedures/items.html", values, status=_status(outcome))


def _where(form: OpenForm, error: AnswerError) -> str:
    if error.item is None:
        return "#items"
    return f"{place_url(form.draft.id, Place(error.step, error.item))}#{field_id(error.field)}"


def describe_items(form: OpenForm, path: Path, step: Step, lang: str) -> list[dict[str, Any]]:
    """Each item with its name, its answers in one line, and whether it is complete."""
    described = describe(form.compiled, form.content.answers, form.context, lang)
    rows_of = {one.item: one.rows for one in described if one.step_id == step.id}
    found, draft_id = path.find(step.id), form.draft.id
    done = found.items_done if found else ()
    items = []
    named_by = step.repeat.title if step.repeat else None
    for number in range(len(form.content.answers.get(step.id) or ())):
        complete = number < len(done) and done[number]
        rows = rows_of.get(number, ())
        items.append(
            {
                "title": title_of_item(form, step, number, lang),
                "more": title_of_item(form, step, number, lang),
                "text": " ・ ".join(
                    row.text.replace("\n", " ")
                    for row in rows
                    if row.text and row.type != "yes_no" and row.question_id != named_by
                ),
                "tone": "ok" if complete else "warn",
                "icon": "check" if complete else "edit",
                "state": say(
                    "procedures.items.done" if complete else "procedures.items.open", lang
                ),
                "edit_url": place_url(draft_id, Place(step.id, number)),
                "remove_url": reverse("procedures:remove-item", args=[draft_id, step.id, number]),
            }
        )
    return items


def title_of_item(form: OpenForm, step: Step, number: int, lang: str) -> str:
    """What an item is called: お子さん 2: 灯 なぎ."""
    items = form.content.answers.get(step.id) or []
    item = items[number] if number < len(items) else {}
    return name_item(form.compiled.by_step[step.id], item, number, lang)


def summarise(errors: Sequence[AnswerError], lang: str, prefix: str = "") -> list[dict[str, str]]:
    """The error summary: one link per sentence."""
    return [
        {"href": f"#{field_id(prefix + error.field)}", "text": error.message.pick(lang)}
        for error in errors
    ]


def _frame(request: HttpRequest, form: OpenForm, path: Path, place: Place) -> dict[str, Any]:
    lang = lang_of(request)
    procedure, step = form.compiled.definition, form.compiled.by_step[place.step].step
    back = (request.POST if request.method == "POST" else request.GET).get("back") == REVIEW
    title = step.title.pick(lang)
    if place.item is not None:
        title = title_of_item(form, step, place.item, lang)
    number = number_of(path, place.step)
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "steps": draw_steps(path, lang, current=place.step),
        "saving": saving_of(request, form.draft),
        "help": help_for(procedure, lang, page=number),
        "step": {
            "title": title,
            "intro": step.intro.pick(lang) if step.intro and place.item is None else "",
            "url": place_url(form.draft.id, place),
            "seen": form.content.mark_of(place),
            "back": REVIEW if back else "",
            "back_url": url_before(form, path, place, back=back),
            "next": _next_label(path, place, lang, back=back),
            "number": number,
            "count": len(path.steps) + 1,
            "uploads": any(question.type == "file" for question in step.questions),
        },
    }


def _next_label(path: Path, place: Place, lang: str, *, back: bool) -> str:
    if back:
        return say("procedures.form.save_change", lang)
    if place.item is not None:
        return say("procedures.form.next", lang)
    after = path.after(place.step)
    if after is None:
        return say("procedures.form.next_review", lang)
    return say("procedures.form.next_named", lang, title=after.step.title.pick(lang))


def _typed(
    form: OpenForm,
    place: Place,
    outcome: Outcome | None,
    restored: dict[str, list[str]] | None,
) -> tuple[Typed, Sequence[AnswerError]]:
    """What stands in the fields, and the errors to show with it."""
    if outcome is not None:
        return Typed(outcome.typed), outcome.errors
    if restored is not None:
        return Typed(restored), ()
    kept = form.content.typed.get(place.key)
    if kept is None:
        step = form.compiled.by_step[place.step]
        return Typed(fill_form(step, saved_values(form.content, place))), ()
    return Typed(kept), _read(form, place, kept).errors if CHECKED in kept else ()


def _read(form: OpenForm, place: Place, typed: Mapping[str, Sequence[str]]) -> StepReading:
    answers = form.content.answers
    return read_step(form.compiled, place.step, typed, answers, form.context, place.item)


def _ask(form: OpenForm, place: Place, typed: Typed) -> tuple[AskedQuestion, ...]:
    """The questions of the page as what stands in its fields makes them necessary."""
    reading = _read(form, place, typed.fields)
    step = form.compiled.by_step[place.step]
    item = place.item
    answers = put_step(form.content.answers, step, reading.values, item)
    return ask_step(form.compiled, place.step, answers, form.context, item)


def _fee(form: OpenForm, asked: Sequence[AskedQuestion]) -> Any:
    if not any(one.question.type == "fee" for one in asked):
        return None
    return calculate_fee(form.compiled, form.content.answers, form.context)


def _notices(outcome: Outcome | None, lang: str, *, restored: bool) -> list[dict[str, str]]:
    found = []
    if restored:
        found.append({"tone": "ok", "text": say("procedures.form.restored", lang)})
    if outcome and outcome.notice:
        found.append({"tone": "info", "text": say(outcome.notice, lang)})
    if outcome and outcome.added and not outcome.errors:
        found.append({"tone": "info", "text": say("procedures.form.added", lang)})
    return found


def _stale_rows(
    form: OpenForm,
    place: Place,
    outcome: Outcome | None,
    asked: Sequence[AskedQuestion],
    drawing: Drawing,
) -> list[dict[str, str]]:
    """What the other tab saved, question by question, where it differs from what was typed."""
    if outcome is None or outcome.stale is None:
        return []
    lang, answers = drawing.lang, outcome.stale.answers
    values = _read(form, place, drawing.typed.fields).values
    here = put_step(answers, form.compiled.by_step[place.step], values, place.item)
    saved, mine = (_texts(form, place, one, lang) for one in (answers, here))
    labels = {
        one.id: getattr(one.question, "label").pick(lang)  # noqa: B009
        for one in asked
        if one.question.type not in {"note", "fee"}
    }
    return [
        {
            "label": say("procedures.form.stale.saved", lang, label=label),
            "text": saved.get(name) or say("procedures.form.stale.empty", lang),
        }
        for name, label in labels.items()
        if saved.get(name) != mine.get(name)
    ]


def _texts(form: OpenForm, place: Place, answers: Mapping[str, Any], lang: str) -> dict[str, str]:
    """The answers of a place in words, by question."""
    return {
        row.question_id: row.text
        for step in describe(form.compiled, answers, form.context, lang)
        if step.step_id == place.step and step.item == place.item
        for row in step.rows
    }


def _status(outcome: Outcome | None) -> int:
    if outcome is None or not outcome.redraw:
        return 200
    if outcome.stale is not None:
        return STALE
    return ERROR if outcome.errors else 200
