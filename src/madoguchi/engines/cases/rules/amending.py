# SPDX-License-Identifier: Apache-2.0
"""Where does one value of an application stand, and how is it put right?"""

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.definition.put_step import put_step


def value_at(answers: Mapping[str, Any], step: str, question: str, item: int | None) -> Any:
    """The value as it stands; None where there is none."""
    if item is None:
        return answers.get(question)
    items = answers.get(step)
    return items[item].get(question) if isinstance(items, list) and item < len(items) else None


def put_value(
    answers: Mapping[str, Any], step: str, question: str, item: int | None, value: Any
) -> dict[str, Any]:
    """The answers with one value replaced; an item that is not there is not made."""
    items = answers.get(step)
    if item is not None and not (isinstance(items, list) and item < len(items)):
        return dict(answers)
    return put_step(answers, step, {question: value}, item)


def origin_name(step: str, question: str, item: int | None) -> str:
    """Under which name the source of the value is kept."""
    return question if item is None else f"{step}.{item}.{question}"
