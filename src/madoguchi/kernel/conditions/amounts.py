# SPDX-License-Identifier: Apache-2.0
"""What does an expression come to? Exact numbers; a missing question counts as nothing."""

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, assert_never

from madoguchi.kernel.conditions.ast import (
    Add,
    Divide,
    Expression,
    Largest,
    Multiply,
    Quantity,
    Rounded,
    Smallest,
    Subtract,
    Table,
)
from madoguchi.kernel.conditions.operands import compile_operand
from madoguchi.kernel.conditions.values import ABSENT, Frame, Number
from madoguchi.kernel.money import Rounding, round_yen

if TYPE_CHECKING:
    from madoguchi.kernel.conditions.compiling import Compiling, Get

_ROUNDING: dict[str, Rounding] = {"down": "down", "up": "up", "half": "half_up"}


def compile_amount(c: "Compiling", node: Expression, path: str) -> "Get":
    """Compile an expression into a closure that yields a number, ABSENT or None (not yet known)."""
    match node:
        case bool() | int() | Decimal():
            exact = Fraction(node)
            plain: Number = exact.numerator if exact.denominator == 1 else exact
            return lambda _: plain
        case Table():
            return _compile_table(c, node, path)
        case Quantity():
            return _compile_quantity(c, node, path)
        case Rounded():
            rounding, unit = _ROUNDING[node.round], node.to
            part = [c.amount(node.of, f"{path}.of")]
            return _fold(part, lambda ns: round_yen(ns[0], unit=unit, rounding=rounding))
        case _:
            name, parts, fold = _arithmetic(node)
            return _fold([c.amount(p, f"{path}.{name}[{n}]") for n, p in enumerate(parts)], fold)


Sum = Add | Subtract | Multiply | Divide | Smallest | Largest


def _arithmetic(
    node: Sum,
) -> tuple[str, tuple[Expression, ...], Callable[[list[Any]], Any]]:
    match node:
        case Add():
            return "add", node.add, sum
        case Subtract():
            return "subtract", node.subtract, _less(below_zero=node.below_zero)
        case Multiply():
            return "multiply", node.multiply, lambda numbers: reduce(operator.mul, numbers)
        case Divide():
            return "divide", node.divide, _quotient
        case Smallest():
            return "min", node.min, min
        case Largest():
            return "max", node.max, max
        case _:
            assert_never(node)


def _fold(parts: "list[Get]", fold: Callable[[list[Any]], Any]) -> "Get":
    def get(frame: Frame) -> Any:
        numbers = [part(frame) for part in parts]
        if any(number is ABSENT for number in numbers):
            return ABSENT
        if any(number is None for number in numbers):
            return None
        found = fold(numbers)
        if isinstance(found, Fraction) and found.denominator == 1:
            return found.numerator
        return found

    return get


def _less(*, below_zero: bool) -> Callable[[list[Any]], Any]:
    def less(numbers: list[Any]) -> Any:
        found = numbers[0] - sum(numbers[1:])
        return found if below_zero else max(found, 0)

    return less


def _quotient(numbers: list[Any]) -> Any:
    return Fraction(numbers[0]) / numbers[1] if numbers[1] else ABSENT


def _compile_table(c: "Compiling", node: Table, path: str) -> "Get":
    rows = [
        (
            c.condition(row.when, f"{path}.table[{n}].when"),
            c.amount(row.value, f"{path}.table[{n}].value"),
        )
        for n, row in enumerate(node.table)
    ]
    otherwise = (
        c.amount(node.otherwise, f"{path}.otherwise") if node.otherwise is not None else None
    )

    def get(frame: Frame) -> Any:
        for when, value in rows:
            holds = when(frame)
            if holds is None:
                return None
            if holds:
                return value(frame)
        return ABSENT if otherwise is None else otherwise(frame)

    return get


def _compile_quantity(c: "Compiling", node: Quantity, path: str) -> "Get":
    operand = compile_operand(c, node, path)
    if operand is None:
        return lambda _: ABSENT
    if operand.kind != "number":
        c.report.add(
            path,
            "not_a_number",
            "数として計算できない質問です。数か金額の質問を指してください。",
            "This question is no number: name a number or money question.",
        )
    get = operand.get
    if node.question is None and node.fact is None:
        return get

    def or_zero(frame: Frame) -> Any:
        value = get(frame)
        return 0 if value is ABSENT else value

    return or_zero
