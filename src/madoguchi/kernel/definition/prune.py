# SPDX-License-Identifier: Apache-2.0
"""Which answers are still on the path? What is not asked any more becomes absent."""

from typing import Any

from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import States, StepLook, look
from madoguchi.kernel.definition.results import Answers


def prune(
    compiled: Compiled, answers: Answers, ctx: Context, *, final: bool = False
) -> dict[str, Any]:
    """New answers with only what is asked; unknown keys go too. Idempotent.

    What may still be asked, because an earlier answer is missing, stays. What lies behind an ending
    stays too, so that nothing is lost when the person goes back. ``final`` keeps neither: for what
    is filed.
    """
    found = look(compiled, answers, ctx, final=final)
    kept: dict[str, Any] = {}
    for seen in found.steps:
        step = seen.compiled
        if step.repeats:
            _keep_items(seen, answers, kept, final=final)
            continue
        for at, question in enumerate(step.questions):
            if question.index < 0 or question.id not in answers:
                continue
            if _stays(seen, seen.states[at] if seen.states else False, final=final):
                kept[question.id] = answers[question.id]
    return kept


def _stays(seen: StepLook, state: bool | None, *, final: bool) -> bool:  # noqa: FBT001
    if seen.after_ending:
        return not final
    return state is True or (state is None and not final)


def _keep_items(seen: StepLook, answers: Answers, kept: dict[str, Any], *, final: bool) -> None:
    step = seen.compiled
    items = answers.get(step.id)
    if not isinstance(items, list) or not _stays(seen, seen.shown, final=final):
        return
    ids = [question.id for question in step.questions if question.index >= 0]
    rows: list[dict[str, Any]] = []
    for at, item in enumerate(items):
        given = item if isinstance(item, dict) else {}
        if seen.after_ending:
            rows.append({name: given[name] for name in ids if name in given})
        elif at < len(seen.items):
            rows.append(_keep_item(seen, seen.items[at], given, final=final))
    kept[step.id] = rows


def _keep_item(
    seen: StepLook, states: States, given: dict[str, Any], *, final: bool
) -> dict[str, Any]:
    return {
        question.id: given[question.id]
        for question, state in zip(seen.compiled.questions, states, strict=True)
        if question.index >= 0 and question.id in given and _stays(seen, state, final=final)
    }
