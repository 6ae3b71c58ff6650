# SPDX-License-Identifier: Apache-2.0
"""What does an application cost?"""

from madoguchi.kernel.conditions.values import ABSENT, Frame
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.look import look
from madoguchi.kernel.definition.results import Answers, Fee, FeeLine
from madoguchi.kernel.money import round_yen


def calculate_fee(
    compiled: Compiled, answers: Answers, ctx: Context, *, final: bool = False
) -> Fee | None:
    """The fee with its lines; None where there is no fee rule, or not enough is known yet.

    Less than one yen of a line is cut (国等の債権債務等の金額の端数計算に関する法律 第2条).
    """
    if compiled.definition.fee is None:
        return None
    return charge(compiled, look(compiled, answers, ctx, final=final).frame)


def charge(compiled: Compiled, frame: Frame) -> Fee | None:
    """The fee for answers that were looked at already."""
    rule = compiled.definition.fee
    if rule is None:
        return None
    lines: list[FeeLine] = []
    for entry in compiled.fee:
        charged = True if entry.when is None else entry.when(frame)
        if charged is None:
            return None
        if not charged:
            continue
        yen = entry.yen(frame)
        if yen is None or yen is ABSENT:
            return None
        lines.append(FeeLine(entry.line.label, round_yen(yen, rounding="down")))
    return Fee(sum(line.yen for line in lines), tuple(lines), rule.basis)
