# SPDX-License-Identifier: Apache-2.0
"""Which day does a rule mean: today, a written day, today moved, a date question?"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from madoguchi.kernel.ages import add_months
from madoguchi.kernel.conditions.ast import DateOperand, Moment, Reference
from madoguchi.kernel.conditions.operands import read_question
from madoguchi.kernel.conditions.values import ABSENT, Frame

if TYPE_CHECKING:
    from madoguchi.kernel.conditions.compiling import Compiling, Get

_MOST_DAYS, _MOST_MONTHS = 200_000, 6_000


def compile_day(c: "Compiling", node: DateOperand, path: str) -> "Get":
    """Compile a day; reports a reference to something that is no date."""
    if isinstance(node, Moment):
        return _moved(c, node, path)
    if isinstance(node, Reference):
        operand = read_question(c, node.question, node.fact, node.part, path)
        if operand is not None and operand.kind != "date":
            c.report.add(
                path,
                "not_a_date",
                f"「{node.question or node.fact}」は日付の質問ではありません。",
                f"{node.question or node.fact} is no date question.",
            )
            operand = None
        return operand.get if operand else _nothing
    if isinstance(node, date):
        return lambda _: node
    return lambda frame: frame.today


def _moved(c: "Compiling", node: Moment, path: str) -> "Get":
    days, months = node.plus_days, node.plus_months
    if abs(days) > _MOST_DAYS or abs(months) > _MOST_MONTHS:
        c.report.add(
            path,
            "too_far",
            "今日から500年を超えて離れた日は使えません。",
            "A day more than 500 years from today cannot be used.",
        )
        return _nothing

    def get(frame: Frame) -> Any:
        day = frame.today
        return add_months(day, months) + timedelta(days=days) if months or days else day

    return get


def _nothing(_: Frame) -> Any:
    return ABSENT
