# SPDX-License-Identifier: Apache-2.0
"""What is a definition once it is compiled? Questions, steps and rules ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kernel.conditions.compiling import Get, Test
from madoguchi.kernel.definition.kinds.base import Kind
from madoguchi.kernel.definition.questions import AnyQuestion
from madoguchi.kernel.definition.schema import (
    Check,
    EligibilityRule,
    Ending,
    FeeLine,
    Procedure,
    Route,
    Step,
)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledQuestion:
    """A question, note or fee.

    ``index`` is its place in the frame (of the item, in a repeating step; -1 without an answer),
    ``order`` its place in the document, ``kind`` None where it takes no answer.
    """

    question: AnyQuestion
    id: str
    type: str
    index: int
    order: int
    path: str
    when: Test | None
    kind: Kind[Any] | None
    required: bool
    number: Get | None = None
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class CompiledEnding:
    """An ending, checked once its step is answered."""

    ending: Ending
    when: Test


@dataclass(frozen=True, slots=True, eq=False)
class CompiledStep:
    """A step.

    ``group`` is its place among the repeating steps (-1: not repeating), ``needs`` the earlier
    steps that its rules depend on, directly or through others: all that posting it looks at.
    """

    step: Step
    id: str
    index: int
    path: str
    when: Test | None
    group: int
    questions: tuple[CompiledQuestion, ...]
    inputs: tuple[CompiledQuestion, ...]
    needs: tuple[int, ...] = ()
    endings: tuple[CompiledEnding, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether the step is answered once for each item."""
        return self.group >= 0


@dataclass(frozen=True, slots=True, eq=False)
class CompiledFeeLine:
    """One line of the fee."""

    line: FeeLine
    yen: Get
    when: Test | None


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A procedure ready to run. Made by ``compile_procedure``; holds no answers."""

    definition: Procedure
    steps: tuple[CompiledStep, ...]
    values: int
    groups: int
    by_step: Mapping[str, CompiledStep]
    by_question: Mapping[str, tuple[CompiledStep, CompiledQuestion]]
    eligible: tuple[tuple[EligibilityRule, Test], ...] = ()
    fee: tuple[CompiledFeeLine, ...] = ()
    routes: tuple[tuple[Route, Test], ...] = ()
    checks: tuple[tuple[Check, Test], ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corporate: Test | None = None

    @property
    def id(self) -> str:
        """The procedure's id."""
        return self.definition.id
