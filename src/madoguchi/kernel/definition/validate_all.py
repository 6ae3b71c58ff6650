# SPDX-License-Identifier: Apache-2.0
"""Can these answers be filed? The same checks as on each page, from canonical values."""

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.kinds.base import Asking
from madoguchi.kernel.definition.kinds.base import Read as KindRead
from madoguchi.kernel.definition.look import StepLook, look
from madoguchi.kernel.definition.read_step import as_error, check_item_count, settle
from madoguchi.kernel.definition.results import AnswerError, Answers
from madoguchi.kernel.texts import text

_ENDED = text(
    "この答えでは、この手続きは要りません。「{title}」のページを見てください。",
    "With these answers you need not file this procedure. See “{title}”.",
    "この こたえでは、この 手続きは いりません。「{title}」を 見てください。",
)


def validate_all(compiled: Compiled, answers: Answers, ctx: Context) -> tuple[AnswerError, ...]:
    """Every error of an application, in the order of the form; none if it can be filed.

    Takes whatever JSON there is. Answers to what is not asked are not looked at; ``prune`` takes
    them out.
    """
    given = answers if isinstance(answers, Mapping) else {}
    found = look(compiled, given, ctx, final=True)
    asking = Asking(ctx, found.frame)
    errors: list[AnswerError] = []
    for seen in found.steps:
        if not seen.shown:
            continue
        if seen.compiled.repeats:
            errors += _check_items(seen, given.get(seen.compiled.id), asking)
        else:
            errors += _check_questions(seen, seen.states, given, asking, None)
    if found.ending is not None:
        ended = text(
            _ENDED.ja.format(title=found.ending.title.ja),
            str(_ENDED.en).format(title=found.ending.title.pick("en")),
            str(_ENDED.easy).format(title=found.ending.title.pick("easy")),
        )
        last = [seen for seen in found.steps if seen.shown][-1]
        errors.append(AnswerError(last.compiled.id, None, "", None, "ended", ended))
    return tuple(errors)


def _check_items(seen: StepLook, items: Any, asking: Asking) -> list[AnswerError]:
    step = seen.compiled
    errors = list(check_item_count(step, items))
    if not isinstance(items, list):
        return errors
    rows = asking.frame.groups[step.group]
    for at, (item, states) in enumerate(zip(items, seen.items, strict=False)):
        asking.frame.item = rows[at] if isinstance(rows, list) else []
        given = item if isinstance(item, dict) else {}
        errors += _check_questions(seen, states, given, asking, at)
    asking.frame.item = []
    return errors


def _check_questions(
    seen: StepLook,
    states: list[bool | None],
    given: Mapping[str, Any],
    asking: Asking,
    item: int | None,
) -> list[AnswerError]:
    errors: list[AnswerError] = []
    for question, asked in zip(seen.compiled.questions, states, strict=True):
        if asked and question.kind is not None:
            errors += check_answer(question, given.get(question.id), asking, seen.compiled.id, item)
    return errors


def check_answer(
    question: CompiledQuestion, value: Any, asking: Asking, step_id: str, item: int | None
) -> list[AnswerError]:
    """The errors of one canonical value."""
    kind = question.kind
    if kind is None:
        return []
    empty = value is None or value == "" or value == []
    asking.earlier = value
    read = KindRead(None) if empty else kind.check(value, asking)
    _, found = settle(question, read)
    return [as_error(step_id, item, question.id, find) for find in found if find.blocking]
