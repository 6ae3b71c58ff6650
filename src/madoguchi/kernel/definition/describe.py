# SPDX-License-Identifier: Apache-2.0
"""What did a person answer, in words? For the review page, the officer and the receipt."""

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import States, StepLook, look
from madoguchi.kernel.definition.results import Answers, DescribedRow, DescribedStep
from madoguchi.kernel.texts import text

_EMPTY = text("入力なし", "Left empty", "なし")
_NOT_YET = text("まだ答えていません", "Not answered yet", "まだ こたえていません")


def describe(
    compiled: Compiled, answers: Answers, ctx: Context, lang: str = "ja"
) -> tuple[DescribedStep, ...]:
    """Every answer that is asked for, step by step (items of a repeating step one by one)."""
    described: list[DescribedStep] = []
    for seen in look(compiled, answers, ctx).steps:
        if not seen.shown:
            continue
        if seen.compiled.repeats:
            described += _describe_items(seen, answers, lang)
        else:
            rows = _rows(seen, seen.states, answers, None, lang)
            title = seen.compiled.step.title.pick(lang)
            described.append(DescribedStep(seen.compiled.id, title, None, rows))
    return tuple(step for step in described if step.rows)


def describe_value(compiled: Compiled, question_id: str, value: Any, lang: str = "ja") -> str:
    """One value in words, such as for a correction that was asked for."""
    found = compiled.by_question.get(question_id)
    return _show(found[1], value, lang) if found else str(value)


def name_item(seen_step: Any, item: Mapping[str, Any], number: int, lang: str) -> str:
    """お子さん 2: 灯 なぎ — how one item of a repeating step is called."""
    repeat = seen_step.step.repeat
    shown = f"{repeat.one.pick(lang)} {number + 1}"
    if repeat.title is None or item.get(repeat.title) is None:
        return shown
    question = next(q for q in seen_step.questions if q.id == repeat.title)
    value = item[repeat.title]
    if question.type == "person_name" and isinstance(value, dict):
        words = f"{value.get('family') or ''} {value.get('given') or ''}".strip()
    else:
        words = _show(question, value, lang)
    return f"{shown}: {words}" if words else shown


def _describe_items(seen: StepLook, answers: Answers, lang: str) -> list[DescribedStep]:
    items = answers.get(seen.compiled.id)
    described = []
    for at, (item, states) in enumerate(
        zip(items if isinstance(items, list) else [], seen.items, strict=False)
    ):
        given = item if isinstance(item, dict) else {}
        title = name_item(seen.compiled, given, at, lang)
        rows = _rows(seen, states, given, at, lang)
        described.append(DescribedStep(seen.compiled.id, title, at, rows))
    return described


def _rows(
    seen: StepLook, states: States, given: Mapping[str, Any], item: int | None, lang: str
) -> tuple[DescribedRow, ...]:
    rows = []
    for question, asked in zip(seen.compiled.questions, states, strict=True):
        if not asked or question.kind is None:
            continue
        value = given.get(question.id)
        if question.id not in given:
            shown = _NOT_YET.pick(lang)
        elif value is None or value == [] or value == "":
            shown = _EMPTY.pick(lang)
        else:
            shown = _show(question, value, lang)
        lines = tuple(shown.split("\n"))
        label = question.question.label.pick(lang)
        rows.append(DescribedRow(question.id, label, shown, question.type, value, item, lines))
    return tuple(rows)


def _show(question: CompiledQuestion, value: Any, lang: str) -> str:
    """The value in words; whatever shape it has, as the office shows what it could not check."""
    if question.kind is None or value is None:
        return ""
    try:
        return question.kind.show(value, lang)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError):
        return str(value)
