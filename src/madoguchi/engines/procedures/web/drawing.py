# SPDX-License-Identifier: Apache-2.0
"""What does a page know while its questions are drawn?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from madoguchi.engines.procedures.web.typed import Typed
from madoguchi.kernel.definition.results import AnswerError, Fee


@dataclass(slots=True)
class Drawing:
    """What a page knows while its questions are drawn."""

    lang: str
    typed: Typed
    errors: Sequence[AnswerError] = ()
    prefix: str = ""
    fee: Fee | None = None
    by_question: dict[str, list[AnswerError]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_question = {}
        for error in self.errors:
            self.by_question.setdefault(error.question, []).append(error)

    def errors_of(self, question: str) -> dict[str, str]:
        """Part ("" for the whole) → sentence, the first of each part."""
        found: dict[str, str] = {}
        for error in self.by_question.get(question, ()):
            found.setdefault(error.part or "", error.message.pick(self.lang))
        return found
