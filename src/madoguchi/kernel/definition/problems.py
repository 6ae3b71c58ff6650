# SPDX-License-Identifier: Apache-2.0
"""Why can a definition not be published? Each problem with its place and a sentence."""

from collections.abc import Iterable
from typing import ClassVar

from madoguchi.kernel.conditions.problems import Problem, Report
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

__all__ = ["DefinitionRejected", "Problem", "Report"]


class DefinitionRejected(Refusal):
    """A definition that cannot be published; ``problems`` has all that is known to be wrong."""

    code: ClassVar[str] = "definition.rejected"

    def __init__(self, problems: Iterable[Problem], *, procedure_id: str = "") -> None:
        self.problems = tuple(problems)
        self.procedure_id = procedure_id
        count = len(self.problems)
        super().__init__(
            text(
                f"手続きの定義に直すところが{count}か所あります。",
                f"The definition has {count} thing(s) to correct.",
                f"なおす ところが {count}つ あります。",
            )
        )

    def __str__(self) -> str:
        head = f"{self.procedure_id}: {self.message.ja}" if self.procedure_id else self.message.ja
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])
