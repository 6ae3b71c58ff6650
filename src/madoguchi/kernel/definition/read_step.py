# SPDX-License-Identifier: Apache-2.0
"""What did a person type on one page, and can it be kept? Never raises on what was posted."""

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.kernel.conditions.values import ABSENT, Frame
from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.kinds.base import Asking, Fields, Found, Read, say
from madoguchi.kernel.definition.look import look_at_needs
from madoguchi.kernel.definition.results import AnswerError, Answers, FormFields, StepReading
from madoguchi.kernel.texts import TextValue, text

Form = Mapping[str, Sequence[str]]
_NO_STEP = text(
    "このページはもうありません。はじめのページからもう一度進んでください。",
    "This page does not exist any more. Please go on from the first page.",
    "この ページは ありません。はじめの ページから もういちど してください。",
)
TOO_FEW_ITEMS = text(
    "{one}は{least}件以上入れてください。いまは{count}件です。",
    "Enter at least {least} for “{one}”. There are {count}.",
    "{one}は {least}つより 多く 書いてください。いまは {count}つです。",
)
TOO_MANY_ITEMS = text(
    "{one}は{most}件まで入れられます。いまは{count}件です。",
    "“{one}” takes up to {most}. There are {count}.",
    "{one}は {most}つまでです。いまは {count}つです。",
)


def read_step(
    compiled: Compiled,
    step_id: str,
    form: Form,
    answers: Answers,
    ctx: Context,
    item: int | None = None,
) -> StepReading:
    """Read a posted page. Fields that are not asked are ignored; ``raw`` keeps all that was typed.

    ``values`` has what can be kept, ``None`` for what was left empty; a question with an error is
    not in it. Files do not travel in the form: their list is that of ``answers``. For a repeating
    step ``item`` is the item's place; without it the number of items is checked.
    """
    step = compiled.by_step.get(step_id)
    if step is None:
        error = AnswerError(step_id, item, "", None, "unknown_step", _NO_STEP)
        return StepReading({}, {}, (error,))
    if step.repeats and item is None:
        return StepReading({}, {}, check_item_count(step, answers.get(step.id)))
    frame = look_at_needs(compiled, step, answers, ctx)
    earlier, values = _earlier(step, answers, item), frame.values
    if step.repeats:
        values = frame.item = [None] * len(step.inputs)
    page = _Page(step, item, ctx, frame, values, earlier)
    for question in step.questions:
        page.read(question, form)
    errors = page.errors
    if step.repeats and item is not None:
        errors = [*_check_most_items(step, item + 1, item), *errors]
    raw = typed_fields(step, form)
    return StepReading(page.kept, raw, tuple(errors), tuple(page.warnings))


class _Page:
    """One page while it is read, question by question, each seeing those before it."""

    __slots__ = (
        "asking", "earlier", "errors", "frame", "item", "kept", "step", "values", "warnings",
    )  # fmt: skip

    def __init__(
        self,
        step: CompiledStep,
        item: int | None,
        ctx: Context,
        frame: Frame,
        values: list[Any],
        earlier: Mapping[str, Any],
    ) -> None:
        self.step, self.item, self.frame, self.values = step, item, frame, values
        self.earlier = earlier
        self.asking = Asking(ctx, frame)
        self.kept: dict[str, Any] = {}
        self.errors: list[AnswerError] = []
        self.warnings: list[AnswerError] = []

    def read(self, question: CompiledQuestion, form: Form) -> None:
        """Read one question if it is asked."""
        kind, index = question.kind, question.index
        if kind is None:
            return
        asked = True if question.when is None else question.when(self.frame)
        if asked is not True:
            self.values[index] = ABSENT if asked is False else None
            return
        self.asking.earlier = self.earlier.get(question.id)
        read = kind.read(Fields(form, question.id), self.asking)
        value, found = settle(question, read)
        for find in found:
            noted = self.errors if find.blocking else self.warnings
            noted.append(as_error(self.step.id, self.item, question.id, find))
        if any(find.blocking for find in found):
            self.values[index] = None
            return
        self.kept[question.id] = value
        self.values[index] = ABSENT if value is None else value


def settle(question: CompiledQuestion, read: Read) -> tuple[Any, Sequence[Found]]:
    """A value and its finds, with the one for a required answer that is missing."""
    kind = question.kind
    if kind is not None and read.value is None and question.required and read.ok:
        return None, [*read.found, kind.refuse_missing()]
    return read.value, read.found


def as_error(step_id: str, item: int | None, question_id: str, find: Found) -> AnswerError:
    """A find with its place."""
    return AnswerError(step_id, item, question_id, find.part, find.code, find.message)


def typed_fields(step: CompiledStep, form: Form) -> FormFields:
    """All that was typed for a step's questions, whether asked now or not."""
    ids = {question.id for question in step.inputs}
    raw: FormFields = {}
    for name, posted in form.items():
        if name in ids or name.partition(".")[0] in ids:
            raw[name] = [posted] if isinstance(posted, str) else [str(value) for value in posted]
    return raw


def check_item_count(step: CompiledStep, items: Any) -> tuple[AnswerError, ...]:
    """Whether a repeating step has neither too few nor too many items."""
    repeat, count = step.step.repeat, len(items) if isinstance(items, list) else 0
    if repeat is not None and count < repeat.min:
        few = say(TOO_FEW_ITEMS, one=repeat.one, least=repeat.min, count=count)
        return (_of_step(step, None, "too_few_items", few),)
    return _check_most_items(step, count, None)


def _check_most_items(step: CompiledStep, count: int, item: int | None) -> tuple[AnswerError, ...]:
    repeat = step.step.repeat
    if repeat is None or count <= repeat.max:
        return ()
    many = say(TOO_MANY_ITEMS, one=repeat.one, most=repeat.max, count=count)
    return (_of_step(step, item, "too_many_items", many),)


def _of_step(step: CompiledStep, item: int | None, code: str, message: TextValue) -> AnswerError:
    return AnswerError(step.id, item, "", None, code, message)


def _earlier(step: CompiledStep, answers: Answers, item: int | None) -> Mapping[str, Any]:
    if not step.repeats:
        return answers
    items = answers.get(step.id)
    if item is None or not isinstance(items, list) or not 0 <= item < len(items):
        return {}
    found = items[item]
    return found if isinstance(found, dict) else {}
