# SPDX-License-Identifier: Apache-2.0
"""What is an operand compared with, and does it go with it?"""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from madoguchi.kernel.conditions.ast import Moment, Reference
from madoguchi.kernel.conditions.operands import Operand, read_question
from madoguchi.kernel.conditions.values import ABSENT, IDENTITY_LEVELS, Frame

if TYPE_CHECKING:
    from madoguchi.kernel.conditions.compiling import Compiling, Get

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,8})?")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_NAMES = {
    "text": ("文字", "text"),
    "number": ("数", "a number"),
    "yes_no": ("trueかfalse", "true or false"),
    "choice": ("選択肢のid", "the id of an option"),
    "choices": ("選択肢のid", "the id of an option"),
    "date": ("日付", "a day"),
    "time": ("時刻(09:30の形)", "a time such as 09:30"),
    "record": ("値", "a value"),
    "identity": ("none、email、card、signed", "none, email, card or signed"),
}
_SAME = {"choice": "text", "choices": "text", "time": "text"}
WRONG = object()
"""A literal that does not go with its operand."""


def compile_right(c: "Compiling", operand: Operand, node: Any, path: str) -> "Get | object":
    """A plain value, or a closure where it depends on the answers or the day."""
    if isinstance(node, Reference):
        return _compile_reference(c, operand, node, path)
    if operand.kind == "date" and (isinstance(node, Moment) or node == "today"):
        return c.day(node, path)
    if operand.kind == "text" and node == "own_city":
        return lambda frame: frame.own_city
    value: object = read_literal(operand, node)
    if value is WRONG:
        _report_literal(c, operand, node, path)
        return ABSENT
    return value


def compile_list(c: "Compiling", operand: Operand, nodes: tuple[Any, ...], path: str) -> "Get":
    """The values of ``in`` and ``not_in``."""
    if not nodes:
        c.report.add(path, "empty_list", "値を1つ以上並べてください。", "List at least one value.")
    values: set[Any] = set()
    own_city = False
    for n, node in enumerate(nodes):
        if operand.kind == "text" and node == "own_city":
            own_city = True
            continue
        value = read_literal(operand, node)
        if value is WRONG:
            _report_literal(c, operand, node, f"{path}[{n}]")
        else:
            values.add(value)
    fixed = frozenset(values)
    if own_city:
        return lambda frame: fixed | {frame.own_city}
    return lambda _: fixed


def read_literal(operand: Operand, node: Any) -> Any:
    """A literal as the operand's kind has it; ``WRONG`` where it does not go with it."""
    match operand.kind:
        case "number":
            return _read_number(node)
        case "yes_no":
            word = _WORDS.get(node) if isinstance(node, str) else node
            return word if isinstance(word, bool) else WRONG
        case "choice" | "choices":
            return _read_option(operand, node)
        case "date":
            return _read_date(node)
        case "time":
            return node if isinstance(node, str) and _TIME.fullmatch(node) else WRONG
        case "identity":
            return IDENTITY_LEVELS.get(node, WRONG) if isinstance(node, str) else WRONG
        case "text":
            return node if isinstance(node, str) and node else WRONG
        case _:
            return WRONG


def _read_number(node: Any) -> Any:
    if isinstance(node, bool):
        return WRONG
    if isinstance(node, str):
        node = Fraction(node) if _NUMBER.fullmatch(node) else WRONG
    if isinstance(node, int | Decimal | Fraction):
        exact = Fraction(node)
        return exact.numerator if exact.denominator == 1 else exact
    return WRONG


def _read_option(operand: Operand, node: Any) -> Any:
    if isinstance(node, int) and not isinstance(node, bool):
        node = str(node)
    return node if isinstance(node, str) and node in operand.options else WRONG


def _read_date(node: Any) -> Any:
    if isinstance(node, date):
        return node
    try:
        return date.fromisoformat(node) if isinstance(node, str) else WRONG
    except ValueError:
        return WRONG


def _report_literal(c: "Compiling", operand: Operand, node: Any, path: str) -> None:
    if operand.kind in ("choice", "choices"):
        known = "、".join(operand.options)
        hint = "。idのyesやnoは、引用符で囲んでください" if isinstance(node, bool) else ""
        c.report.add(
            path,
            "unknown_option",
            f"「{node}」という選択肢はありません(あるもの: {known}){hint}。",
            f"There is no option {node} (there are: {', '.join(operand.options)}).",
        )
        return
    ja, en = _NAMES[operand.kind]
    c.report.add(
        path,
        "wrong_type",
        f"ここには{ja}を書いてください。いまは「{node}」です。",
        f"Write {en} here; it says {node}.",
    )


def _compile_reference(c: "Compiling", operand: Operand, node: Reference, path: str) -> "Get":
    other = read_question(c, node.question, node.fact, node.part, path)
    if other is None:
        return _nothing
    left, right = (_SAME.get(kind, kind) for kind in (operand.kind, other.kind))
    if left != right or other.kind == "choices":
        ja, en = _NAMES[operand.kind]
        c.report.add(
            path,
            "wrong_type",
            f"「{node.question or node.fact}」は{ja}ではないので、比べられません。",
            f"{node.question or node.fact} is not {en}, so the two cannot be compared.",
        )
        return _nothing
    return other.get


def _nothing(_: Frame) -> Any:
    return ABSENT
