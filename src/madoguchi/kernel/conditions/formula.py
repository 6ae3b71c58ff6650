# SPDX-License-Identifier: Apache-2.0
"""What does a condition say when only its variables matter? The form in which it is proven.

A comparison with literals becomes a test on a variable with finitely many cases worth trying; any
other comparison becomes a variable of its own that may be true or false. So a proof that a
condition can never hold is right, though not every such condition is found.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, assert_never

from madoguchi.kernel.conditions.ast import (
    All,
    Always,
    AnyOf,
    Comparison,
    Condition,
    Moment,
    Not,
    Reference,
)
from madoguchi.kernel.conditions.operands import Operand
from madoguchi.kernel.conditions.rightsides import WRONG, read_literal
from madoguchi.kernel.conditions.scope import Scope, Source, view_of
from madoguchi.kernel.conditions.values import IDENTITY_LEVELS, Number

OTHER = "\x00other"
"""A value that no literal names."""
_SOURCES = ("question", "fact", "part", "count", "where", "sum", "column", "age", "on", "days",
            "months", "today", "identity", "amount")  # fmt: skip


@dataclass(slots=True)
class Variable:
    """Something that rules ask about, and the literals that it is compared with."""

    key: str
    source: Source | None
    kind: str
    options: tuple[str, ...] = ()
    low: Number | None = None
    high: Number | None = None
    whole: bool = True
    may_be_absent: bool = True
    literals: set[Any] = field(default_factory=set)

    def values(self) -> list[Any]:
        """Every value that makes a difference, without ABSENT."""
        if self.kind in ("number", "date", "time", "identity"):
            return _steps(self.literals, self.low, self.high, whole=self.whole)
        if self.kind in ("yes_no", "opaque"):
            return [True, False]
        if self.kind == "choice":
            return list(self.options)
        return [OTHER, *sorted(map(str, self.literals))]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test on one variable; ``absent`` is the answer where it has no value."""

    key: str
    test: Callable[[Any], bool]
    absent: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """Formulas joined by and, or, not."""

    join: Literal["all", "any", "not"]
    parts: tuple["Formula", ...]


Formula = Leaf | Branch
TRUE: Formula = Branch("all", ())


def conjunction(*parts: Formula) -> Formula:
    """All of the parts."""
    return parts[0] if len(parts) == 1 else Branch("all", parts)


def leaves(formula: Formula) -> Iterator[Leaf]:
    """Every test of a formula."""
    if isinstance(formula, Leaf):
        yield formula
        return
    for part in formula.parts:
        yield from leaves(part)


@dataclass(slots=True)
class Abstraction:
    """Turns conditions into formulas over shared variables."""

    scope: Scope
    variables: dict[str, Variable] = field(default_factory=dict)

    def formula(self, node: Condition | None) -> Formula:
        """The formula of a condition; None always holds."""
        match node:
            case None:
                return TRUE
            case All():
                return Branch("all", tuple(self.formula(part) for part in node.all))
            case AnyOf():
                return Branch("any", tuple(self.formula(part) for part in node.any))
            case Not():
                return Branch("not", (self.formula(node.not_),))
            case Always():
                return TRUE if node.always else Branch("not", (TRUE,))
            case Comparison():
                return self._leaf(node)
            case _:
                assert_never(node)

    def _leaf(self, node: Comparison) -> Formula:
        source, part = self._source(node)
        name, right = node.operator, getattr(node, node.operator)
        kind, options = _kind(node, source, part)
        if name == "answered":
            key = f"{source.id if source else _key(node)}.answered"
            if source is not None and source.sure and kind not in ("record", "choices"):
                key = self._variable(node, source, part, kind, options).key
            else:
                self._declare(Variable(key, source, "record", ("",)))
            return Leaf(key, lambda _: bool(right), absent=not right)
        if name == "contains":
            key = f"{_key(node)} contains {right}"
            self._declare(Variable(key, source, "opaque"))
            return Leaf(key, lambda value: value is True, absent=False)
        operand = Operand(kind, lambda _: None, options)  # type: ignore[arg-type]
        literals = _literals(operand, name, right)
        if literals is None or kind == "record":
            key = json.dumps(node.model_dump(mode="json", exclude_none=True), sort_keys=True)
            self._declare(Variable(key, source, "opaque"))
            return Leaf(key, lambda value: value is True, absent=name == "is_not")
        variable = self._variable(node, source, part, kind, options)
        variable.literals |= set(literals)
        return Leaf(variable.key, _test(name, literals), absent=name in ("is_not", "not_in"))

    def _source(self, node: Comparison) -> tuple[Source | None, str | None]:
        name, part = node.question or node.age, node.part
        if node.fact is not None:
            found, tail = self.scope.find_fact(node.fact)
            name, part = (found[0] if found else None), part or tail
        return self.scope.sources.get(name or ""), part

    def _variable(
        self, node: Comparison, source: Source | None, part: str | None, kind: str,
        options: tuple[str, ...],
    ) -> Variable:  # fmt: skip
        if source is not None and node.age is None and node.sum is None:
            key, low, high = f"{source.id}.{part or ''}", source.lowest, source.highest
            made = Variable(key, source, kind, options, low, high, source.whole)
        else:
            made = Variable(_key(node), source, kind, options, whole=node.amount is None)
            made.low = 0 if node.age or node.count or node.identity else None
            made.may_be_absent = not (node.count or node.sum or node.today or node.identity)
            group = self.scope.groups.get(node.count or "")
            made.high = group.most if group else None
        if kind == "identity":
            made.high = max(IDENTITY_LEVELS.values())
        if kind == "time":
            made.low, made.high = 0, 24 * 60 - 1
        return self._declare(made)

    def _declare(self, variable: Variable) -> Variable:
        return self.variables.setdefault(variable.key, variable)


def _kind(node: Comparison, source: Source | None, part: str | None) -> tuple[str, tuple[str, ...]]:
    if node.question is not None or node.fact is not None:
        view = view_of(source, part) if source else None
        return (view.kind, view.options) if view else ("record", ())
    if node.today:
        return "date", ()
    return ("identity", ()) if node.identity else ("number", ())


def _key(node: Comparison) -> str:
    dumped = node.model_dump(mode="json", exclude_none=True, include=set(_SOURCES))
    if node.age is None:
        dumped.pop("on", None)
    return json.dumps(dumped, sort_keys=True, ensure_ascii=False)


def _literals(operand: Operand, name: str, right: Any) -> tuple[Any, ...] | None:
    """The literals on the right in comparable form; None where the answer depends on more."""
    nodes = right if name in ("in_", "not_in") else (right,)
    found = []
    for node in nodes:
        if isinstance(node, Reference | Moment) or (operand.kind == "date" and node == "today"):
            return None
        value = read_literal(operand, node)
        if value is WRONG:
            return None
        found.append(_comparable(operand.kind, value))
    return tuple(found)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "is_": lambda value, literal: value == literal,
    "is_not": lambda value, literal: value != literal,
    "over": lambda value, literal: value > literal,
    "at_least": lambda value, literal: value >= literal,
    "under": lambda value, literal: value < literal,
    "at_most": lambda value, literal: value <= literal,
    "before": lambda value, literal: value < literal,
    "after": lambda value, literal: value > literal,
    "on_or_before": lambda value, literal: value <= literal,
    "on_or_after": lambda value, literal: value >= literal,
}


def _test(name: str, literals: tuple[Any, ...]) -> Callable[[Any], bool]:
    if name in ("in_", "not_in"):
        return lambda value: (value in literals) is (name == "in_")
    compare, literal = _TESTS[name], literals[0]
    return lambda value: compare(value, literal)


def _steps(
    literals: set[Any], low: Number | None, high: Number | None, *, whole: bool
) -> list[Any]:
    """The literals, what lies between them, and what lies beyond, within the bounds."""
    points = sorted({Fraction(n) for n in (*literals, low, high) if n is not None} or {Fraction(0)})
    near = {p + d for p in points for d in (-1, 0, 1)}
    if not whole:
        near |= {(a + b) / 2 for a, b in pairwise(points)}
        near |= {p + d for p in points for d in (Fraction(-1, 1000), Fraction(1, 1000))}
    return sorted(
        p for p in near if (low is None or p >= low) and (high is None or p <= high)
    )  # fmt: skip


def _comparable(kind: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.toordinal()
    if kind == "time":
        return int(value[:2]) * 60 + int(value[3:])
    return value


__all__ = ["TRUE", "Abstraction", "Branch", "Formula", "Leaf", "Variable", "conjunction", "leaves"]
