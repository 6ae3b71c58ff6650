# SPDX-License-Identifier: Apache-2.0
"""Which way through the form follows from the answers? Recomputed each time, never stored."""

from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import StepLook, look
from madoguchi.kernel.definition.results import Answers, Path, PathStep


def find_path(compiled: Compiled, answers: Answers, ctx: Context) -> Path:
    """The steps to go through, which of them are done, and the ending if one is reached."""
    found = look(compiled, answers, ctx)
    steps = tuple(_path_step(seen) for seen in found.steps if seen.shown)
    visible = {name for step in steps for name in step.questions}
    visible.update(name for step in steps for asked in step.item_questions for name in asked)
    return Path(steps, found.ending, frozenset(visible))


def _path_step(seen: StepLook) -> PathStep:
    step = seen.compiled
    if not step.repeats:
        asked = tuple(
            question.id
            for question, state in zip(step.questions, seen.states, strict=True)
            if state
        )
        return PathStep(step.id, step.step, seen.done, asked)
    items = tuple(
        tuple(question.id for question, state in zip(step.questions, states, strict=True) if state)
        for states in seen.items
    )
    return PathStep(step.id, step.step, seen.done, (), items, tuple(seen.items_done))
