# SPDX-License-Identifier: Apache-2.0
"""What becomes of a posted page? Read, compared with what another tab saved, kept or drawn again."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.content import (
    Content,
    Place,
    is_stale,
    put_answers,
    put_typed,
)
from madoguchi.engines.procedures.web.offering import take_over
from madoguchi.engines.procedures.web.towns import fill_town
from madoguchi.engines.procedures.web.typed import posted_fields
from madoguchi.engines.procedures.web.uploads import receive_files, remove_file
from madoguchi.kernel.definition.ask_step import ask_step
from madoguchi.kernel.definition.put_step import put_step
from madoguchi.kernel.definition.read_step import read_step
from madoguchi.kernel.definition.results import AnswerError, StepReading
from madoguchi.kernel.definition.validate_all import validate_all

CHECKED = "!checked"
"""Marks typed fields that were posted with 次へ: their errors are shown on coming back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a posted page leads to. ``redraw``: the same page again, with what there is to say."""

    content: Content
    kept: bool
    redraw: bool = False
    later: bool = False
    stay: str = ""
    errors: tuple[AnswerError, ...] = ()
    typed: dict[str, list[str]] = field(default_factory=dict)
    added: bool = False
    stale: Content | None = None
    notice: str = ""


def judge_post(
    request: HttpRequest,
    form: OpenForm,
    place: Place,
    uploaded: dict[str, list[dict[str, object]]],
    at: datetime,
) -> Outcome:
    """A posted step or item. ``uploaded`` keeps what arrived, should the page be judged again."""
    typed = posted_fields(request.POST)
    content, refused = receive_files(request, form, place, uploaded, at=at)
    steered = _steer(request, form, content, place, typed)
    if steered is not None:
        return steered
    reading = _read(form, content, place, typed)
    new = _newly_asked(request, form, content, place, reading)
    errors = (*refused, *(error for error in reading.errors if error.question not in new))
    if errors or new:
        kept = put_typed(content, place, typed | {CHECKED: ["yes"]})
        return Outcome(kept, kept=False, redraw=True, errors=errors, typed=typed, added=bool(new))
    if _is_stale(request, content, place) and _differs(content, place, reading):
        kept = put_typed(content, place, typed)
        return Outcome(kept, kept=False, redraw=True, typed=typed, stale=content)
    answers = put_step(
        content.answers, form.compiled.by_step[place.step], reading.values, place.item
    )
    return Outcome(put_answers(content, place, answers, at=at), kept=True)


def judge_list(request: HttpRequest, form: OpenForm, place: Place, at: datetime) -> Outcome:
    """次へ under the list of a repeating step: are there enough items, and are they complete?"""
    if "later" in request.POST:
        return Outcome(form.content, kept=False, later=True)
    answers = put_step(form.content.answers, form.compiled.by_step[place.step], {})
    found = validate_all(form.compiled, answers, form.context)
    errors = tuple(error for error in found if error.step == place.step)
    if errors:
        return Outcome(form.content, kept=False, redraw=True, errors=errors)
    return Outcome(put_answers(form.content, place, answers, at=at), kept=True)


def _steer(
    request: HttpRequest,
    form: OpenForm,
    content: Content,
    place: Place,
    typed: dict[str, list[str]],
) -> Outcome | None:
    """The buttons beside 次へ: they keep what was typed and judge nothing."""
    if "later" in request.POST:
        return Outcome(put_typed(content, place, typed), kept=False, later=True)
    looked_up = request.POST.get("look_up")
    if looked_up:
        filled, notice = fill_town(typed, looked_up)
        return Outcome(
            put_typed(content, place, filled), kept=False, redraw=True, typed=filled, notice=notice
        )
    wanted = request.POST.get("use")
    if wanted:
        taken = take_over(request, form, content, place, typed, wanted)
        return Outcome(
            put_typed(taken.content, place, taken.typed), kept=False, redraw=True,
            typed=taken.typed, notice=taken.notice,
        )  # fmt: skip
    removed = request.POST.get("remove_file")
    if removed:
        without = remove_file(content, place, removed)
        question = removed.partition(":")[0]
        return Outcome(put_typed(without, place, typed), kept=False, stay=f"#{question}-field")
    return None


def _read(
    form: OpenForm, content: Content, place: Place, typed: dict[str, list[str]]
) -> StepReading:
    return read_step(form.compiled, place.step, typed, content.answers, form.context, place.item)


def _newly_asked(
    request: HttpRequest, form: OpenForm, content: Content, place: Place, reading: StepReading
) -> frozenset[str]:
    """Questions and notes that the posted answers bring to this page and that were not on it.

    Also those that need no answer: without scripts nobody would ever see them.
    """
    shown = frozenset(request.POST.get("asked", "").split(","))
    step = form.compiled.by_step[place.step]
    if shown == {""} or len(shown) >= len(step.questions):
        return frozenset()
    answers = put_step(content.answers, step, reading.values, place.item)
    asked = ask_step(form.compiled, place.step, answers, form.context, place.item)
    return frozenset(one.id for one in asked) - shown


def _is_stale(request: HttpRequest, content: Content, place: Place) -> bool:
    seen = request.POST.get("seen", "")
    return is_stale(content, place, int(seen) if seen.isdigit() and len(seen) < 9 else 0)


def _differs(content: Content, place: Place, reading: StepReading) -> bool:
    saved = saved_values(content, place)
    return any(saved.get(name) != value for name, value in reading.values.items())


def saved_values(content: Content, place: Place) -> dict[str, Any]:
    """The answers of a place as they were saved."""
    if place.item is None:
        return content.answers
    items = content.answers.get(place.step) or []
    return dict(items[place.item]) if place.item < len(items) else {}
