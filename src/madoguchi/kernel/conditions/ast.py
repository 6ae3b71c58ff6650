# SPDX-License-Identifier: Apache-2.0
"""What can a rule say? The closed, typed tree of conditions and amounts.

The same tree serves visibility, eligibility, routing, fees and deadlines. Nothing outside it
can be expressed, so every rule can be checked when a definition is published.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

OPERANDS = (
    "question", "fact", "count", "sum", "age", "days", "months", "today", "identity", "amount",
)  # fmt: skip
OPERATORS = (
    "is_", "is_not", "in_", "not_in", "over", "at_least", "under", "at_most",
    "before", "after", "on_or_before", "on_or_after", "answered", "contains",
)  # fmt: skip


class Node(BaseModel):
    """Base of every node: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Reference(Node):
    """The value of a question, by id or by the fact that it is bound to."""

    question: str | None = None
    fact: str | None = None
    part: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> "Reference":
        if (self.question is None) == (self.fact is None):
            raise ValueError("name either a question or a fact")
        return self


class Moment(Node):
    """Today, moved by days or months."""

    today: Literal[True]
    plus_days: int = 0
    plus_months: int = 0


DateOperand: TypeAlias = Literal["today"] | date | Moment | Reference
"""A day: the word ``today``, a literal, today moved, or a date question."""

Literal_: TypeAlias = bool | int | Decimal | date | str
RightSide: TypeAlias = Moment | Reference | Literal_
"""A literal, or another value. The word ``own_city`` stands for the city's name,
``today`` for the day of filing."""


class Span(Node):
    """The time from one day to another.

    ``days`` are whole days (``until`` less ``from``); ``months`` are months begun with both days
    within: 1 to 30 April is one month, 1 April to 1 May are two.
    """

    from_: DateOperand = Field(alias="from")
    until: DateOperand


class All(Node):
    """Every part holds."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Node):
    """At least one part holds."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Node):
    """The part does not hold."""

    not_: "Condition" = Field(alias="not")


class Always(Node):
    """Holds, or never holds."""

    always: bool


class Comparison(Node):
    """One operand compared by one operator, e.g. ``{question: apart, is: true}``.

    Operands: ``question``/``fact`` (with ``part``), ``count`` of items of a repeating step
    (with ``where``), ``sum`` of a number question in a repeating step or of a table ``column``,
    ``age`` in whole years of a date question ``on`` a day, ``days``/``months`` of a span,
    ``today``, ``identity`` (assurance level), ``amount`` (an expression).
    """

    question: str | None = None
    fact: str | None = None
    part: str | None = None
    count: str | None = None
    where: "Condition | None" = None
    sum: str | None = None
    column: str | None = None
    age: str | None = None
    on: DateOperand = "today"
    days: Span | None = None
    months: Span | None = None
    today: Literal[True] | None = None
    identity: Literal[True] | None = None
    amount: "Expression | None" = None

    is_: RightSide | None = Field(default=None, alias="is")
    is_not: RightSide | None = None
    in_: tuple[Literal_, ...] | None = Field(default=None, alias="in")
    not_in: tuple[Literal_, ...] | None = None
    over: RightSide | None = None
    at_least: RightSide | None = None
    under: RightSide | None = None
    at_most: RightSide | None = None
    before: DateOperand | None = None
    after: DateOperand | None = None
    on_or_before: DateOperand | None = None
    on_or_after: DateOperand | None = None
    answered: bool | None = None
    contains: str | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> "Comparison":
        operands = [name for name in OPERANDS if getattr(self, name) is not None]
        operators = [name for name in OPERATORS if getattr(self, name) is not None]
        if len(operands) != 1:
            raise ValueError(f"a comparison has one operand, found {operands or 'none'}")
        if len(operators) != 1:
            raise ValueError(f"a comparison has one operator, found {operators or 'none'}")
        return self

    @property
    def operand(self) -> str:
        """The name of the operand in use."""
        return next(name for name in OPERANDS if getattr(self, name) is not None)

    @property
    def operator(self) -> str:
        """The name of the operator in use (``is_`` and ``in_`` carry an underscore)."""
        return next(name for name in OPERATORS if getattr(self, name) is not None)


def _condition_kind(value: Any) -> str:
    keys = value if isinstance(value, dict) else {type(value).__name__: 1}
    for key, tag in (
        ("all", "all"), ("any", "any"), ("not", "not"), ("not_", "not"), ("always", "always"),
        ("All", "all"), ("AnyOf", "any"), ("Not", "not"), ("Always", "always"),
    ):  # fmt: skip
        if key in keys:
            return tag
    return "comparison"


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Always, Tag("always")]
    | Annotated[Comparison, Tag("comparison")],
    Discriminator(_condition_kind),
]


class Quantity(Node):
    """A number read from the answers."""

    question: str | None = None
    fact: str | None = None
    part: str | None = None
    count: str | None = None
    where: "Condition | None" = None
    sum: str | None = None
    column: str | None = None
    age: str | None = None
    on: DateOperand = "today"
    days: Span | None = None
    months: Span | None = None

    @model_validator(mode="after")
    def _one_operand(self) -> "Quantity":
        names = ("question", "fact", "count", "sum", "age", "days", "months")
        used = [name for name in names if getattr(self, name) is not None]
        if len(used) != 1:
            raise ValueError(f"a quantity has one source, found {used or 'none'}")
        return self


class Add(Node):
    """The sum of the parts."""

    add: tuple["Expression", ...] = Field(min_length=1)


class Subtract(Node):
    """The first part less the others, not below zero unless ``below_zero``."""

    subtract: tuple["Expression", ...] = Field(min_length=2)
    below_zero: bool = False


class Multiply(Node):
    """The product of the parts."""

    multiply: tuple["Expression", ...] = Field(min_length=2)


class Divide(Node):
    """The first part divided by the second; no value where the second is zero."""

    divide: tuple["Expression", "Expression"]


class Smallest(Node):
    """The smallest part."""

    min: tuple["Expression", ...] = Field(min_length=1)


class Largest(Node):
    """The largest part."""

    max: tuple["Expression", ...] = Field(min_length=1)


class Rounded(Node):
    """A part rounded to a multiple of ``to`` (down, up, or half up)."""

    round: Literal["down", "up", "half"]
    to: int = Field(default=1, ge=1)
    of: "Expression"


class TableRow(Node):
    """One row of a decision table."""

    when: Condition
    value: "Expression"
    label: str | None = None


class Table(Node):
    """A decision table: the first row that holds gives the value."""

    table: tuple[TableRow, ...] = Field(min_length=1)
    otherwise: "Expression | None" = None


Expression: TypeAlias = (
    int | Decimal | Add | Subtract | Multiply | Divide | Smallest | Largest | Rounded | Table
    | Quantity
)  # fmt: skip
"""A number: a literal, arithmetic, a decision table, or a quantity read from the answers."""

for _model in (All, AnyOf, Not, Comparison, Quantity, Add, Subtract, Multiply, Divide, Smallest,
               Largest, Rounded, TableRow, Table):  # fmt: skip
    _model.model_rebuild()
