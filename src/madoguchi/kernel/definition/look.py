# SPDX-License-Identifier: Apache-2.0
"""What is asked, as the answers stand? One pass over the document fills a frame for the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kernel.conditions.values import ABSENT, Frame
from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.results import Answers
from madoguchi.kernel.definition.schema import Ending

States = list[bool | None]
"""For each question of a step: asked, not asked, or not known yet."""
_MISSING = object()
_MOST_ITEMS = 200
"""Items beyond this are not looked at, whoever sent them."""


@dataclass(slots=True)
class StepLook:
    """A step as the answers stand; ``states`` per question, ``items`` the same for each item."""

    compiled: CompiledStep
    shown: bool | None
    states: States = field(default_factory=list)
    items: list[States] = field(default_factory=list)
    items_done: list[bool] = field(default_factory=list)
    done: bool = False
    after_ending: bool = False


@dataclass(slots=True)
class Look:
    """The answers as rules see them, and what is asked."""

    frame: Frame
    steps: list[StepLook]
    ending: Ending | None = None


def new_frame(compiled: Compiled, ctx: Context) -> Frame:
    """A frame in which nothing is known."""
    return Frame(compiled.values, compiled.groups, ctx.today, ctx.own_city, ctx.identity)


def look(compiled: Compiled, answers: Answers, ctx: Context, *, final: bool = False) -> Look:
    """Look at all answers. ``final``: what is missing was left empty, so everything is known."""
    frame = new_frame(compiled, ctx)
    found = Look(frame, [])
    for step in compiled.steps:
        if found.ending is not None:
            hide_step(step, frame)
            found.steps.append(StepLook(step, shown=False, after_ending=True))
            continue
        seen = look_at_step(step, answers, frame, final=final)
        found.steps.append(seen)
        if step.endings and seen.shown and (seen.done or final):
            found.ending = _find_ending(step, frame)
    return found


def look_at_needs(compiled: Compiled, step: CompiledStep, answers: Answers, ctx: Context) -> Frame:
    """Look only at the earlier steps that a step's rules depend on."""
    frame = new_frame(compiled, ctx)
    for at in step.needs:
        look_at_step(compiled.steps[at], answers, frame)
    return frame


def look_at_step(
    step: CompiledStep, answers: Answers, frame: Frame, *, final: bool = False
) -> StepLook:
    """Evaluate one step into the frame; the steps that it needs were looked at before."""
    shown = True if step.when is None else step.when(frame)
    if step.repeats:
        return _look_at_items(step, shown, answers, frame, final=final)
    seen = StepLook(step, shown)
    seen.states, seen.done = fill_values(
        step.questions, shown, answers, frame, frame.values, final=final
    )
    return seen


def fill_values(
    questions: Sequence[CompiledQuestion],
    shown: bool | None,  # noqa: FBT001 one of three truths, not a switch
    answers: Answers,
    frame: Frame,
    values: list[Any],
    *,
    final: bool = False,
) -> tuple[States, bool]:
    """Put the answers of one step or item into its places; tells what is asked, and if all is."""
    states: States = []
    done = shown is True
    get = answers.get
    for question in questions:
        state = shown
        when = question.when
        if when is not None and shown is not False:
            held = when(frame)
            state = held if shown or held is False else None
        states.append(state)
        index = question.index
        if index < 0:
            continue
        if state is False:
            values[index] = ABSENT
        elif state is None:
            values[index] = ABSENT if final else None
            done = False
        else:
            value = get(question.id, _MISSING)
            if value is _MISSING:
                values[index] = ABSENT if final else None
                done = False
            elif value is None or value == [] or value == "":
                values[index] = ABSENT
                done = done and not question.required
            else:
                values[index] = value
    return states, done


def _look_at_items(
    step: CompiledStep,
    shown: bool | None,  # noqa: FBT001
    answers: Answers,
    frame: Frame,
    *,
    final: bool,
) -> StepLook:
    seen = StepLook(step, shown)
    repeat, items = step.step.repeat, answers.get(step.id)
    if shown is False or repeat is None:
        frame.groups[step.group] = ABSENT
        return seen
    if not isinstance(items, list):
        frame.groups[step.group] = [] if final and shown else None
        return seen
    rows: list[list[Any]] = []
    for item in items[:_MOST_ITEMS]:
        row: list[Any] = [None] * len(step.inputs)
        frame.item = row
        given = item if isinstance(item, dict) else {}
        states, done = fill_values(step.questions, shown, given, frame, row, final=final)
        rows.append(row)
        seen.items.append(states)
        seen.items_done.append(done)
    frame.item = []
    frame.groups[step.group] = rows if shown else None
    seen.done = shown is True and len(items) >= repeat.min and all(seen.items_done)
    return seen


def hide_step(step: CompiledStep, frame: Frame) -> None:
    """Make a step's answers absent."""
    if step.repeats:
        frame.groups[step.group] = ABSENT
        return
    for question in step.inputs:
        frame.values[question.index] = ABSENT


def _find_ending(step: CompiledStep, frame: Frame) -> Ending | None:
    return next((entry.ending for entry in step.endings if entry.when(frame) is True), None)
