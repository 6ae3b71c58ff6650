# SPDX-License-Identifier: Apache-2.0
"""What may a rule ask of the compiler that compiles it?"""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from madoguchi.kernel.conditions.ast import Condition, DateOperand, Expression
from madoguchi.kernel.conditions.problems import Report
from madoguchi.kernel.conditions.scope import Scope, Source, View
from madoguchi.kernel.conditions.values import Frame

Test: TypeAlias = Callable[[Frame], bool | None]
"""True, False, or None while answers that it needs are missing."""
Get: TypeAlias = Callable[[Frame], Any]
"""A value, ABSENT, or None while it is not known."""


class Compiling(Protocol):
    """The compiler as conditions, amounts and days see it; see ``compiler.Compiler``."""

    scope: Scope
    report: Report
    reads: set[str]
    groups: set[str]

    def condition(self, node: Condition, path: str) -> Test: ...
    def amount(self, node: Expression, path: str) -> Get: ...
    def day(self, node: DateOperand, path: str) -> Get: ...
    def for_items(self, group: str) -> "Compiling": ...
    def known(self, order: int, name: str, path: str) -> bool: ...
    def find(
        self, question: str | None, fact: str | None, part: str | None, path: str
    ) -> tuple[Source, View] | None: ...
