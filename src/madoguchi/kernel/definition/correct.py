# SPDX-License-Identifier: Apache-2.0
"""How are just the marked fields of a filed application corrected?"""

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from typing import Any, Protocol

from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.kinds.base import Asking, Fields
from madoguchi.kernel.definition.look import look
from madoguchi.kernel.definition.read_step import Form, as_error, settle
from madoguchi.kernel.definition.results import AnswerError, Answers, CorrectionReading, FormFields
from madoguchi.kernel.definition.to_form import to_form

Mark = tuple[str, str, int | None]
"""Step, question, item."""


class Marked(Protocol):
    """A field that the officer marked (``application.CorrectionField``)."""

    @property
    def step(self) -> str:
        """Id of the step."""

    @property
    def question(self) -> str:
        """Id of the question."""

    @property
    def item(self) -> int | None:
        """Place of the item in a repeating step."""


class Corrected(Protocol):
    """Corrected values (``application.SubmittedCorrection``, ``CorrectionReading``)."""

    @property
    def items(self) -> Mapping[str, Mapping[int, Mapping[str, Any]]]:
        """Repeating step → item → values."""


def correction_field(mark: Marked) -> str:
    """The name of a marked field in the page: ``phone``, or ``children.1.child_birth``."""
    return mark.question if mark.item is None else f"{mark.step}.{mark.item}.{mark.question}"


def read_correction(
    compiled: Compiled, fields: Iterable[Marked], form: Form, answers: Answers, ctx: Context
) -> CorrectionReading:
    """Read corrections of exactly the marked fields; everything else posted is ignored.

    Names are those of ``correction_field`` (with ``.part``). The list of a file question is that of
    ``answers``. Never raises on what was posted.
    """
    found = look(compiled, answers, ctx, final=True)
    reading = CorrectionReading({}, {}, {})
    errors: list[AnswerError] = []
    warnings: list[AnswerError] = []
    for mark in fields:
        place = find_marked(compiled, mark)
        if place is None:
            continue
        step, question = place
        name, given = correction_field(mark), _given(answers, mark)
        reading.raw.update(_typed(form, name))
        if mark.item is not None:
            rows = found.frame.groups[step.group]
            known = isinstance(rows, list) and 0 <= mark.item < len(rows)
            found.frame.item = rows[mark.item] if known else [None] * len(step.inputs)
        asking = Asking(ctx, found.frame, given.get(question.id))
        kind = question.kind
        if kind is None:
            continue
        value, finds = settle(question, kind.read(Fields(form, name), asking))
        for find in finds:
            noted = errors if find.blocking else warnings
            noted.append(as_error(step.id, mark.item, question.id, find))
        if any(find.blocking for find in finds):
            continue
        if mark.item is None:
            reading.values[question.id] = value
        else:
            item = reading.items.setdefault(step.id, {}).setdefault(mark.item, {})
            item[question.id] = value
    return CorrectionReading(
        reading.values, reading.items, reading.raw, tuple(errors), tuple(warnings)
    )


def fill_correction(compiled: Compiled, fields: Iterable[Marked], answers: Answers) -> FormFields:
    """What the page of marked fields shows at first: the values as they were sent."""
    form: FormFields = {}
    for mark in fields:
        place = find_marked(compiled, mark)
        if place is None:
            continue
        name, question = correction_field(mark), place[1]
        for field, typed in to_form(question, _given(answers, mark).get(question.id)).items():
            form[name + field.removeprefix(question.id)] = typed
    return form


def apply_correction(
    answers: Answers,
    values: Mapping[str, Any],
    items: Mapping[str, Mapping[int, Mapping[str, Any]]],
    marked: Collection[Mark],
) -> dict[str, Any]:
    """New answers with the corrected values. Only marked fields change; the rest is ignored."""
    new = deepcopy(dict(answers))
    for step, question, item in marked:
        if item is None:
            if question in values:
                new[question] = deepcopy(values[question])
            continue
        rows, given = new.get(step), items.get(step, {}).get(item, {})
        if question in given and isinstance(rows, list) and 0 <= item < len(rows):
            rows[item] = {**_as_dict(rows[item]), question: deepcopy(given[question])}
    return new


def find_marked(compiled: Compiled, mark: Marked) -> tuple[CompiledStep, CompiledQuestion] | None:
    """The question that a mark means, if it exists where the mark says."""
    found = compiled.by_question.get(mark.question)
    if found is None or found[1].kind is None:
        return None
    step, _ = found
    fits = step.id == mark.step and step.repeats == (mark.item is not None)
    return found if fits else None


def _given(answers: Answers, mark: Marked) -> Mapping[str, Any]:
    if mark.item is None:
        return answers
    rows = answers.get(mark.step)
    known = isinstance(rows, list) and 0 <= mark.item < len(rows)
    return _as_dict(rows[mark.item]) if known and rows is not None else {}


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _typed(form: Form, name: str) -> FormFields:
    prefix = f"{name}."
    return {
        field: [posted] if isinstance(posted, str) else [str(value) for value in posted]
        for field, posted in form.items()
        if field == name or field.startswith(prefix)
    }
