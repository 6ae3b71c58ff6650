# SPDX-License-Identifier: Apache-2.0
"""How long does it take to fill a form?"""

import math

from madoguchi.kernel.definition.compiled import Compiled, CompiledStep

_PAGE_SECONDS, _REVIEW_SECONDS = 15, 60
_USUAL_ITEMS = 2
_OFTEN_SKIPPED = 0.5


def estimate_minutes(compiled: Compiled) -> int:
    """Minutes to fill the form: as the definition says, else by the kinds of its questions.

    What is asked under a condition, or may be left empty, counts half; a repeating step twice.
    """
    if compiled.definition.minutes is not None:
        return compiled.definition.minutes
    seconds = _REVIEW_SECONDS + sum(_step_seconds(step) for step in compiled.steps)
    return max(1, math.ceil(seconds / 60))


def _step_seconds(step: CompiledStep) -> float:
    seconds: float = _PAGE_SECONDS
    for question in step.inputs:
        if question.kind is not None:
            often = question.when is None and question.required
            seconds += question.kind.seconds * (1 if often else _OFTEN_SKIPPED)
    if step.step.repeat is not None:
        seconds *= min(_USUAL_ITEMS, step.step.repeat.max)
    return seconds if step.when is None else seconds * _OFTEN_SKIPPED
