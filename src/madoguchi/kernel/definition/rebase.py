# SPDX-License-Identifier: Apache-2.0
"""How does a draft move to a new revision of its procedure? By the stable ids of questions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.kinds.base import Asking
from madoguchi.kernel.definition.look import new_frame
from madoguchi.kernel.definition.results import Answers, Rebased

_SHAPE_CODES = frozenset({"shape", "not_offered", "text_changed"})


def rebase(old: Compiled, new: Compiled, answers: Answers) -> Rebased:
    """Move answers to another revision.

    An answer is dropped where its question is gone, has another type, has moved into or out of a
    repeating step, or no longer offers what was chosen. Whether the others still keep to the new
    limits is for ``validate_all`` to say.
    """
    move = _Move(old, new)
    kept: dict[str, Any] = {}
    for key, value in answers.items():
        if key in old.by_step and old.by_step[key].repeats:
            move.move_items(old.by_step[key], value, kept)
        elif key in old.by_question:
            move.move(key, value, kept, None)
        else:
            move.drop(key)
    return Rebased(kept, tuple(move.dropped), tuple(move.changed))


class _Move:
    def __init__(self, old: Compiled, new: Compiled) -> None:
        self.old, self.new = old, new
        self.dropped: dict[str, None] = {}
        self.changed: dict[str, None] = {}
        # Shapes do not depend on the day; the limits that do are not asked about here.
        ctx = Context(today=date(2000, 1, 1), own_city="")
        self.asking = Asking(ctx, new_frame(new, ctx))

    def drop(self, name: str) -> None:
        """Note an answer that cannot be kept."""
        self.dropped.setdefault(name)

    def move(self, name: str, value: Any, kept: dict[str, Any], group: str | None) -> None:
        """Move one answer; ``group`` is the new repeating step of its item."""
        found = self.new.by_question.get(name)
        before = self.old.by_question[name][1]
        if found is None or found[0].repeats != (group is not None):
            self.drop(name)
            return
        step, after = found
        same_place = group is None or step.id == group
        if not same_place or after.type != before.type or not self._fits(after, value):
            self.drop(name)
            return
        kept[name] = value
        if _differs(before, after):
            self.changed.setdefault(name)

    def move_items(self, step: CompiledStep, items: Any, kept: dict[str, Any]) -> None:
        """Move the items of a repeating step to the one that now asks its questions."""
        group = self._new_group(step)
        if group is None or not isinstance(items, list):
            self.drop(step.id)
            return
        rows = []
        for item in items:
            row: dict[str, Any] = {}
            for name, value in (item if isinstance(item, dict) else {}).items():
                if name in self.old.by_question:
                    self.move(name, value, row, group)
                else:
                    self.drop(name)
            rows.append(row)
        kept[group] = rows

    def _new_group(self, step: CompiledStep) -> str | None:
        same = self.new.by_step.get(step.id)
        if same is not None:
            return same.id if same.repeats else None
        found = (self.new.by_question.get(question.id) for question in step.inputs)
        return next((home.id for home, _ in filter(None, found) if home.repeats), None)

    def _fits(self, question: CompiledQuestion, value: Any) -> bool:
        if value is None or question.kind is None:
            return True
        if question.type in ("choice", "choices"):
            options = {option.id for option in getattr(question.question, "options", ())}
            chosen = value if isinstance(value, list) else [value]
            return all(isinstance(choice, str) and choice in options for choice in chosen)
        read = question.kind.check(value, self.asking)
        return not any(find.code in _SHAPE_CODES for find in read.found)


def _differs(before: CompiledQuestion, after: CompiledQuestion) -> bool:
    """Whether the question reads differently: words, limits, options; not where it stands."""
    return _read_as(before) != _read_as(after)


def _read_as(question: CompiledQuestion) -> Mapping[str, Any]:
    unread = {"when", "fact", "searchable", "statistics", "correctable", "example"}
    return question.question.model_dump(exclude=unread)
