# SPDX-License-Identifier: Apache-2.0
"""What does the readability gate tell the writer: where, why, and what to write instead?"""

from dataclasses import dataclass, field
from typing import Literal

Rule = str
RULES: tuple[Rule, ...] = (
    "sentence_long",
    "clauses",
    "double_negation",
    "must",
    "passive",
    "hard_word",
    "kanji",
    "spacing",
)
"""Every rule has the texts ``messaging.readable.<rule>`` and ``messaging.readable.<rule>_do``."""
Weight = Literal["block", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that is hard to read; ``start`` and ``end`` count characters of the text.

    ``instead`` is what to write, empty where only the writer can know; ``count`` and ``most`` fill
    the sentence of the rule (characters found and allowed, clauses, hard kanji and the year).
    """

    rule: Rule
    start: int
    end: int
    found: str
    blocking: bool = field(kw_only=True)
    instead: str = ""
    count: int = 0
    most: int = 0

    @property
    def weight(self) -> Weight:
        """Whether it stands in the way of an approval."""
        return "block" if self.blocking else "advice"
