# SPDX-License-Identifier: Apache-2.0
"""How do the values of a step get into the answers?"""

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.definition.compiled import CompiledStep
from madoguchi.kernel.definition.results import Answers
from madoguchi.kernel.definition.schema import Step


def put_step(
    answers: Answers,
    step: str | Step | CompiledStep,
    values: Mapping[str, Any],
    item: int | None = None,
) -> dict[str, Any]:
    """New answers with the values of a step, or of one item of a repeating step.

    An ``item`` one past the last adds one. For a repeating step ``item=None`` with no values says
    that there are no more items (none at all, where there were none).
    """
    step_id = step if isinstance(step, str) else step.id
    if item is None:
        if not isinstance(step, str) and not values and _repeats(step):
            return close_items(answers, step_id)
        return {**answers, **values}
    items = _items(answers, step_id)
    if 0 <= item < len(items):
        items[item] = {**items[item], **values}
    else:
        items.append(dict(values))
    return {**answers, step_id: items}


def close_items(answers: Answers, step_id: str) -> dict[str, Any]:
    """New answers that say that a repeating step has no more items (none, where it had none)."""
    return {**answers, step_id: _items(answers, step_id)}


def remove_item(answers: Answers, step_id: str, item: int) -> dict[str, Any]:
    """New answers without one item of a repeating step."""
    items = _items(answers, step_id)
    if 0 <= item < len(items):
        del items[item]
    return {**answers, step_id: items}


def _repeats(step: Step | CompiledStep) -> bool:
    return step.repeats if isinstance(step, CompiledStep) else step.repeat is not None


def _items(answers: Answers, step_id: str) -> list[dict[str, Any]]:
    items = answers.get(step_id)
    if not isinstance(items, list):
        return []
    return [item if isinstance(item, dict) else {} for item in items]
