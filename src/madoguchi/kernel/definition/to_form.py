# SPDX-License-Identifier: Apache-2.0
"""What would a browser post for an answer? For filling a page in again."""

from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.definition.compiled import CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.results import FormFields


def to_form(question: CompiledQuestion, value: Any) -> FormFields:
    """Field names → values of one canonical answer; ``read_step`` gives the same answer back.

    Nothing for files, for what is empty, and for values that are not canonical.
    """
    if question.kind is None or value is None or value == []:
        return {}
    try:
        parts = question.kind.to_form(value)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return {}
    return {
        f"{question.id}.{part}" if part else question.id: typed for part, typed in parts.items()
    }


def fill_form(step: CompiledStep, given: Mapping[str, Any]) -> FormFields:
    """The fields of a whole page: ``given`` are the answers, or those of one item."""
    form: FormFields = {}
    for question in step.inputs:
        form |= to_form(question, given.get(question.id))
    return form
