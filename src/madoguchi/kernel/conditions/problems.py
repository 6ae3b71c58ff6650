# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a rule, and where does it stand?"""

from dataclasses import dataclass, field

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; ``path`` is a place such as ``steps[2].questions[1].when``."""

    path: str
    code: str
    message: TextValue

    def __str__(self) -> str:
        return f"{self.path}: {self.message.ja} [{self.code}]"


@dataclass(slots=True)
class Report:
    """Collects problems, so that an author sees all of them at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, code: str, ja: str, en: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(path, code, text(ja, en)))
