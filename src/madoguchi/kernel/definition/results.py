# SPDX-License-Identifier: Apache-2.0
"""What comes out of reading and judging answers? Plain values that engines and faces use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from madoguchi.kernel.definition.questions import AnyQuestion, Option
from madoguchi.kernel.definition.schema import Ending, Step
from madoguchi.kernel.texts import TextValue

Answers: TypeAlias = Mapping[str, Any]
"""Canonical answers. A key with ``None`` was asked and left empty; a missing key was not asked."""

FormFields: TypeAlias = dict[str, list[str]]
"""Field name → what was typed, as a browser posts it."""


@dataclass(frozen=True, slots=True)
class AnswerError:
    """One thing to correct (or, in ``warnings``, to know) about one answer.

    ``item`` counts from 0 in a repeating step. ``part`` is the field within the question
    (``year``, ``postcode``, ``2.amount`` in a table). ``question`` is "" where a whole step is
    meant.
    """

    step: str
    item: int | None
    question: str
    part: str | None
    code: str
    message: TextValue

    @property
    def field(self) -> str:
        """The name of the HTML field to look at."""
        return f"{self.question}.{self.part}" if self.part else self.question


@dataclass(frozen=True, slots=True)
class StepReading:
    """A posted step: values that can be kept, what was typed, what to correct, what to know."""

    values: dict[str, Any]
    raw: FormFields
    errors: tuple[AnswerError, ...] = ()
    warnings: tuple[AnswerError, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything can be kept."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class CorrectionReading:
    """Posted corrections of marked fields; ``items``: repeating step → item → values."""

    values: dict[str, Any]
    items: dict[str, dict[int, dict[str, Any]]]
    raw: FormFields
    errors: tuple[AnswerError, ...] = ()
    warnings: tuple[AnswerError, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything can be kept."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step on the path. ``questions`` are the ids asked (notes included).

    A repeating step has them per item in ``item_questions``, and ``items_done`` per item.
    """

    id: str
    step: Step
    done: bool
    questions: tuple[str, ...] = ()
    item_questions: tuple[tuple[str, ...], ...] = ()
    items_done: tuple[bool, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether the step is answered once for each item."""
        return self.step.repeat is not None


@dataclass(frozen=True, slots=True)
class Path:
    """The way through the form as the answers stand; never stored."""

    steps: tuple[PathStep, ...]
    ending: Ending | None
    visible: frozenset[str]

    @property
    def next(self) -> PathStep | None:
        """The first step that is not done; None where all are done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def steps_done(self) -> int:
        """How many steps from the first are done without a gap."""
        return next((n for n, step in enumerate(self.steps) if not step.done), len(self.steps))

    @property
    def complete(self) -> bool:
        """Whether all steps are done and the path does not stop at an ending."""
        return self.ending is None and self.next is None

    def find(self, step_id: str) -> PathStep | None:
        """The step on the path with an id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def before(self, step_id: str) -> PathStep | None:
        """The step before one on the path."""
        at = next((n for n, step in enumerate(self.steps) if step.id == step_id), 0)
        return self.steps[at - 1] if at else None

    def after(self, step_id: str) -> PathStep | None:
        """The step after one on the path."""
        at = next((n for n, step in enumerate(self.steps) if step.id == step_id), len(self.steps))
        return self.steps[at + 1] if at + 1 < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as one page shows it: options on offer, a note's number, the earlier value."""

    question: AnyQuestion
    options: tuple[Option, ...] = ()
    number: str | None = None
    value: Any = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id


@dataclass(frozen=True, slots=True)
class Reason:
    """One requirement, whether it is met (None: not known yet), and its legal basis."""

    id: str
    met: bool | None
    because: TextValue
    law: str
    stop: bool = True


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the person may file; None while answers are missing."""

    ok: bool | None
    reasons: tuple[Reason, ...]

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """The requirements that are known not to be met."""
        return tuple(reason for reason in self.reasons if reason.met is False)


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a computed fee."""

    label: TextValue
    yen: int


@dataclass(frozen=True, slots=True)
class Fee:
    """A computed fee in whole yen."""

    yen: int
    lines: tuple[FeeLine, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Rebased:
    """Answers moved to another revision.

    ``dropped`` are the questions whose answers could not be kept; ``changed`` those that are kept
    although the question reads differently now.
    """

    answers: dict[str, Any]
    dropped: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescribedRow:
    """One answer in words."""

    question_id: str
    label: str
    text: str
    type: str
    value: Any
    item: int | None = None
    lines: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class DescribedStep:
    """The answers of a step, or of one item of a repeating step, in words."""

    step_id: str
    title: str
    item: int | None
    rows: tuple[DescribedRow, ...]
