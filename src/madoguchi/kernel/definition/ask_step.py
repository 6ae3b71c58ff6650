# SPDX-License-Identifier: Apache-2.0
"""What does one page ask, as the answers stand?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from madoguchi.kernel.conditions.values import ABSENT, Frame
from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.kinds.choices import ChoiceKind, ChoicesKind
from madoguchi.kernel.definition.look import fill_values, look_at_needs
from madoguchi.kernel.definition.questions import Option
from madoguchi.kernel.definition.results import Answers, AskedQuestion


def ask_step(
    compiled: Compiled, step_id: str, answers: Answers, ctx: Context, item: int | None = None
) -> tuple[AskedQuestion, ...]:
    """The questions and notes of a page (of one item), with the options on offer.

    To redraw a page with errors, put the values that could be kept into ``answers`` first.

    Raises:
        KeyError: there is no such step.
    """
    step = compiled.by_step[step_id]
    frame = look_at_needs(compiled, step, answers, ctx)
    given: Mapping[str, Any] = answers
    values = frame.values
    if step.repeats:
        items = answers.get(step.id)
        known = isinstance(items, list) and item is not None and 0 <= item < len(items)
        found = items[item] if known and items is not None and item is not None else {}
        given = found if isinstance(found, dict) else {}
        values = frame.item = [None] * len(step.inputs)
    shown: bool | None = True
    states, _ = fill_values(step.questions, shown, given, frame, values)
    return tuple(
        _asked(question, frame, given)
        for question, state in zip(step.questions, states, strict=True)
        if state
    )


def _asked(question: CompiledQuestion, frame: Frame, given: Mapping[str, Any]) -> AskedQuestion:
    options: tuple[Option, ...] = ()
    if isinstance(question.kind, ChoiceKind | ChoicesKind):
        options = tuple(question.kind.offer.open(frame).values())
    number = None
    if question.number is not None:
        number = _in_digits(question.number(frame))
    return AskedQuestion(question.question, options, number, given.get(question.id))


def _in_digits(number: Any) -> str | None:
    if number is None or number is ABSENT:
        return None
    exact = Fraction(number)
    if exact.denominator == 1:
        return f"{exact.numerator:,}"
    return f"{float(exact):,.2f}"
