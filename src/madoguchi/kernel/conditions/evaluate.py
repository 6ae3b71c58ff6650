# SPDX-License-Identifier: Apache-2.0
"""When does a condition hold? Conditions become closures with three answers: yes, no, not yet."""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, assert_never

from madoguchi.kernel.conditions.ast import All, Always, AnyOf, Comparison, Condition, Not
from madoguchi.kernel.conditions.operands import Operand, compile_operand
from madoguchi.kernel.conditions.rightsides import compile_list, compile_right
from madoguchi.kernel.conditions.values import ABSENT, Frame

if TYPE_CHECKING:
    from madoguchi.kernel.conditions.compiling import Compiling, Get, Test

_EQUAL = ("is_", "is_not", "in_", "not_in", "answered")
_ORDER = ("over", "at_least", "under", "at_most")
_DAYS = ("is_", "is_not", "before", "after", "on_or_before", "on_or_after", "answered")
ALLOWED: dict[str, tuple[str, ...]] = {
    "text": (*_EQUAL, "contains"),
    "number": (*_EQUAL, *_ORDER),
    "yes_no": ("is_", "is_not", "answered"),
    "choice": _EQUAL,
    "choices": ("contains", "answered"),
    "date": _DAYS,
    "time": (*_EQUAL, *_ORDER),
    "record": ("answered",),
    "identity": (*_EQUAL[:-1], *_ORDER),
}
"""Which operators go with which kind of operand."""
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "is_": operator.eq,
    "is_not": operator.ne,
    "over": operator.gt,
    "at_least": operator.ge,
    "under": operator.lt,
    "at_most": operator.le,
    "before": operator.lt,
    "after": operator.gt,
    "on_or_before": operator.le,
    "on_or_after": operator.ge,
    "contains": operator.contains,
}


def compile_condition(c: "Compiling", node: Condition, path: str) -> "Test":
    """Compile one node; what is wrong is reported, and then the node is never known."""
    match node:
        case All():
            tests = [c.condition(part, f"{path}.all[{n}]") for n, part in enumerate(node.all)]
            return _all_of(tests)
        case AnyOf():
            tests = [c.condition(part, f"{path}.any[{n}]") for n, part in enumerate(node.any)]
            return _any_of(tests)
        case Not():
            return _not(c.condition(node.not_, f"{path}.not"))
        case Always():
            return _always(value=node.always)
        case Comparison():
            return _compile_comparison(c, node, path)
        case _:
            assert_never(node)


def _all_of(tests: "list[Test]") -> "Test":
    if len(tests) == 1:
        return tests[0]
    parts = tuple(tests)

    def holds(frame: Frame) -> bool | None:
        result: bool | None = True
        for test in parts:
            found = test(frame)
            if found is False:
                return False
            if found is None:
                result = None
        return result

    return holds


def _any_of(tests: "list[Test]") -> "Test":
    if len(tests) == 1:
        return tests[0]
    parts = tuple(tests)

    def holds(frame: Frame) -> bool | None:
        result: bool | None = False
        for test in parts:
            found = test(frame)
            if found:
                return True
            if found is None:
                result = None
        return result

    return holds


def _not(test: "Test") -> "Test":
    def holds(frame: Frame) -> bool | None:
        found = test(frame)
        return None if found is None else not found

    return holds


def _always(*, value: bool) -> "Test":
    def holds(_: Frame) -> bool | None:
        return value

    return holds


def _unknown(_: Frame) -> bool | None:
    return None


def _compile_comparison(c: "Compiling", node: Comparison, path: str) -> "Test":
    operand = compile_operand(c, node, path)
    name = node.operator
    if operand is None:
        return _unknown
    if name not in ALLOWED[operand.kind]:
        shown = "、".join(word.rstrip("_") for word in ALLOWED[operand.kind])
        c.report.add(
            path,
            "operator",
            f"「{name.rstrip('_')}」はここでは使えません。使えるもの: {shown}",
            f"{name.rstrip('_')} does not go with this operand; use one of "
            f"{', '.join(word.rstrip('_') for word in ALLOWED[operand.kind])}.",
        )
        return _unknown
    if name == "answered":
        return _answered(operand.given or operand.get, wanted=bool(node.answered))
    if name in ("in_", "not_in"):
        listed = compile_list(c, operand, getattr(node, name), f"{path}.{name.rstrip('_')}")
        return _listed(operand.get, listed, wanted=name == "in_")
    right = compile_right(c, operand, getattr(node, name), f"{path}.{name.rstrip('_')}")
    return _compare(operand, _COMPARE[name], right, absent=name == "is_not")


def _answered(get: "Get", *, wanted: bool) -> "Test":
    def holds(frame: Frame) -> bool | None:
        value = get(frame)
        return None if value is None else (value is not ABSENT) is wanted

    return holds


def _listed(get: "Get", listed: "Get", *, wanted: bool) -> "Test":
    def holds(frame: Frame) -> bool | None:
        value = get(frame)
        if value is None:
            return None
        if value is ABSENT:
            return not wanted
        return (value in listed(frame)) is wanted

    return holds


def _compare(
    operand: Operand, compare: Callable[[Any, Any], Any], right: "Get | object", *, absent: bool
) -> "Test":
    if operand.between is not None:
        return _compare_count(operand.between, compare, right)
    if callable(right):
        return _compare_two(operand.get, compare, right, absent=absent)
    get = operand.get

    def holds(frame: Frame) -> bool | None:
        value = get(frame)
        if value is None:
            return None
        if value is ABSENT:
            return absent
        found: bool = compare(value, right)
        return found

    return holds


def _compare_two(
    get: "Get", compare: Callable[[Any, Any], Any], right: "Get", *, absent: bool
) -> "Test":
    def holds(frame: Frame) -> bool | None:
        value, limit = get(frame), right(frame)
        if value is ABSENT or limit is ABSENT:
            return absent
        if value is None or limit is None:
            return None
        found: bool = compare(value, limit)
        return found

    return holds


def _compare_count(
    between: "Get", compare: Callable[[Any, Any], Any], right: "Get | object"
) -> "Test":
    """A count of items may be known to lie between two numbers; all of them may agree."""

    def holds(frame: Frame) -> bool | None:
        limit = right(frame) if callable(right) else right
        bounds = between(frame)
        if bounds is None or limit is None:
            return None
        if limit is ABSENT:
            return False
        low, high = bounds
        first: bool = compare(low, limit)
        if all(compare(n, limit) is first for n in range(low + 1, high + 1)):
            return first
        return None

    return holds
