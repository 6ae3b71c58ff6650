# SPDX-License-Identifier: Apache-2.0
"""What is said of a due when it is assessed?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from madoguchi.engines.payments.rules.refusals import AmountBelowZero, ItemsDoNotAddUp
from madoguchi.kernel.texts import TextValue


@dataclass(frozen=True, slots=True)
class DueItem:
    """A line: the key of its revenue account, its words, yen (reductions below zero)."""

    account: str
    label: TextValue
    yen: int


@dataclass(frozen=True, slots=True)
class DuePart:
    """An instalment: its day and yen."""

    due_on: date
    yen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is owed for one source (``booking:<uuid>``, ``cases:<uuid>``, ``levy:<key>``).

    ``payer`` (name, address, kana, postal) is sealed; ``version`` rises with each change of the
    source; ``late_rule`` names the pack's rule of late charges, empty for none.
    """

    source_ref: str
    title: TextValue
    items: Sequence[DueItem]
    payer_ref: str = ""
    payer: Mapping[str, str] = field(default_factory=dict)
    due_on: date | None = None
    parts: Sequence[DuePart] = ()
    version: int = 1
    late_rule: str = ""

    @property
    def yen(self) -> int:
        """What the lines add up to."""
        return sum(one.yen for one in self.items)


def check_due(due: Due) -> None:
    """Raises AmountBelowZero or ItemsDoNotAddUp where the lines cannot be owed."""
    if due.yen < 0 or not due.items:
        raise AmountBelowZero
    total = sum(one.yen for one in due.parts)
    if due.parts and (total != due.yen or any(one.yen <= 0 for one in due.parts)):
        raise ItemsDoNotAddUp(sum_yen=f"{total:,}", yen=f"{due.yen:,}")
