# SPDX-License-Identifier: Apache-2.0
"""What does a comparison or an amount read: a question, a count, a sum, an age, a span?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from madoguchi.kernel.ages import add_months, age_on
from madoguchi.kernel.conditions.ast import Comparison, Quantity, Span
from madoguchi.kernel.conditions.scope import Kind, Source, View
from madoguchi.kernel.conditions.values import ABSENT, Frame, read_number, read_record

if TYPE_CHECKING:
    from madoguchi.kernel.conditions.compiling import Compiling, Get, Test


@dataclass(frozen=True, slots=True)
class Operand:
    """The left side of a comparison.

    ``between`` gives the bounds of a count not yet settled; ``given`` the answer itself, for
    ``answered`` (a date may be given and still have no certain day).
    """

    kind: Kind
    get: "Get"
    options: tuple[str, ...] = ()
    between: "Get | None" = None
    given: "Get | None" = None


def compile_operand(c: "Compiling", node: Comparison | Quantity, path: str) -> Operand | None:
    """Compile whatever stands on the left; None where it was reported as wrong."""
    _refuse_loose_words(c, node, path)
    if node.question is not None or node.fact is not None:
        return read_question(c, node.question, node.fact, node.part, path)
    if node.count is not None:
        return _compile_count(c, node, path)
    if node.sum is not None:
        return _compile_sum(c, node, path)
    if node.age is not None:
        return _compile_age(c, node, path)
    if node.days is not None:
        return _compile_span(c, node.days, f"{path}.days", _days_of)
    if node.months is not None:
        return _compile_span(c, node.months, f"{path}.months", _begun_months_of)
    return _compile_context(c, node, path)


def _compile_context(c: "Compiling", node: Comparison | Quantity, path: str) -> Operand | None:
    if isinstance(node, Quantity):
        return None
    if node.today:
        return Operand("date", lambda frame: frame.today)
    if node.identity:
        return Operand("identity", lambda frame: frame.level)
    if node.amount is None:
        return None
    return Operand("number", c.amount(node.amount, f"{path}.amount"))


def _refuse_loose_words(c: "Compiling", node: Comparison | Quantity, path: str) -> None:
    """``where``, ``column``, ``part`` and ``on`` mean something only beside certain operands."""
    loose = {
        "where": node.where is not None and node.count is None and node.sum is None,
        "column": node.column is not None and node.sum is None,
        "part": node.part is not None and node.question is None and node.fact is None,
        "on": node.on != "today" and node.age is None,
    }
    for word, is_loose in loose.items():
        if is_loose:
            c.report.add(
                f"{path}.{word}",
                "loose_word",
                f"「{word}」は、ここでは意味がありません。",
                f"{word} means nothing here.",
            )


def read_question(
    c: "Compiling", question: str | None, fact: str | None, part: str | None, path: str
) -> Operand | None:
    """Compile the reading of a question or fact."""
    found = c.find(question, fact, part, path)
    if found is None:
        return None
    source, view = found
    is_day = view.kind == "date" and part is None
    given = _getter(source, View("record", read_record)) if is_day else None
    return Operand(view.kind, _getter(source, view), view.options, given=given)


def _getter(source: Source, view: View) -> "Get":
    index, read = source.index, view.read
    if source.group is None:

        def get(frame: Frame) -> Any:
            raw = frame.values[index]
            return raw if raw is None or raw is ABSENT else read(raw, frame)

        return get

    def get_of_item(frame: Frame) -> Any:
        raw = frame.item[index]
        return raw if raw is None or raw is ABSENT else read(raw, frame)

    return get_of_item


def _compile_count(c: "Compiling", node: Comparison | Quantity, path: str) -> Operand | None:
    group = c.scope.groups.get(node.count or "")
    if group is None or group.id == c.scope.own_group:
        c.report.add(
            f"{path}.count",
            "unknown_group",
            f"「{node.count}」というくり返しのステップは、ここから数えられません。",
            f"{node.count} is no repeating step that can be counted from here.",
        )
        return None
    c.groups.add(group.id)
    if not c.known(group.order, group.id, f"{path}.count"):
        return None
    where = c.for_items(group.id).condition(node.where, f"{path}.where") if node.where else None
    between = _between(group.index, where)

    def count(frame: Frame) -> Any:
        bounds = between(frame)
        return None if bounds is None or bounds[0] != bounds[1] else bounds[0]

    return Operand("number", count, between=between)


def _between(index: int, where: "Test | None") -> "Get":
    def bounds(frame: Frame) -> Any:
        items = frame.groups[index]
        if items is None:
            return None
        if items is ABSENT:
            return (0, 0)
        if where is None:
            return (len(items), len(items))
        found = [test for test, _ in _each(frame, items, where)]
        sure = sum(test is True for test in found)
        return (sure, sure + sum(test is None for test in found))

    return bounds


def _each(frame: Frame, items: list[list[Any]], where: "Test | None") -> Any:
    """Each item with whether it counts; the frame looks at it meanwhile."""
    outer = frame.item
    try:
        for item in items:
            frame.item = item
            yield (True if where is None else where(frame)), item
    finally:
        frame.item = outer


def _compile_sum(c: "Compiling", node: Comparison | Quantity, path: str) -> Operand | None:
    source = c.scope.sources.get(node.sum or "")
    if source is None or not _can_be_summed(source, node.column):
        c.report.add(
            f"{path}.sum",
            "not_summable",
            f"「{node.sum}」は合計できません。数か金額の質問、または表の数の列を指してください。",
            f"{node.sum} cannot be summed: name a number or money question, or a table's column.",
        )
        return None
    c.reads.add(source.id)
    if not c.known(source.order, source.id, f"{path}.sum"):
        return None
    where = None
    if node.where is not None and source.group:
        where = c.for_items(source.group).condition(node.where, f"{path}.where")
    amount = _column_total(node.column) if node.column else read_number
    if source.group is None or source.group == c.scope.inside:
        return Operand("number", _sum_here(source, amount))
    c.groups.add(source.group)
    group = c.scope.groups[source.group]
    return Operand("number", _sum_over(group.index, source.index, amount, where))


def _can_be_summed(source: Source, column: str | None) -> bool:
    if column is None:
        return source.type in ("number", "money")
    return source.type == "table" and source.columns.get(column) in ("number", "money")


def _column_total(column: str) -> Any:
    def total(raw: Any) -> Any:
        rows = raw if isinstance(raw, list) else []
        cells = [read_number(row.get(column)) for row in rows if isinstance(row, dict)]
        return sum(cell for cell in cells if cell is not ABSENT)

    return total


def _sum_here(source: Source, amount: Any) -> "Get":
    index, in_item = source.index, source.group is not None

    def get(frame: Frame) -> Any:
        raw = frame.item[index] if in_item else frame.values[index]
        if raw is None:
            return None
        value = ABSENT if raw is ABSENT else amount(raw)
        return 0 if value is ABSENT else value

    return get


def _sum_over(group: int, index: int, amount: Any, where: "Test | None") -> "Get":
    def get(frame: Frame) -> Any:
        items = frame.groups[group]
        if items is None:
            return None
        total: Any = 0
        for counts, item in _each(frame, [] if items is ABSENT else items, where):
            if counts is False:
                continue
            if counts is None or item[index] is None:
                total = None
            elif total is not None and item[index] is not ABSENT:
                value = amount(item[index])
                total += 0 if value is ABSENT else value
        return total

    return get


def _compile_age(c: "Compiling", node: Comparison | Quantity, path: str) -> Operand | None:
    source = c.scope.sources.get(node.age or "")
    part = "birth" if source is not None and source.type == "household_member" else None
    birth = read_question(c, node.age, None, part, f"{path}.age")
    day = c.day(node.on, f"{path}.on")
    if birth is None:
        return None
    if birth.kind != "date":
        c.report.add(
            f"{path}.age",
            "not_a_date",
            f"「{node.age}」は日付の質問ではないので、年齢を計算できません。",
            f"{node.age} is no date question, so there is no age.",
        )
        return None
    born = birth.get

    def get(frame: Frame) -> Any:
        start, on = born(frame), day(frame)
        if start is ABSENT or on is ABSENT:
            return ABSENT
        if start is None or on is None:
            return None
        return age_on(start, on) if start <= on else ABSENT

    return Operand("number", get)


def _compile_span(c: "Compiling", span: Span, path: str, measure: Any) -> Operand:
    first, last = c.day(span.from_, f"{path}.from"), c.day(span.until, f"{path}.until")

    def get(frame: Frame) -> Any:
        start, end = first(frame), last(frame)
        if start is ABSENT or end is ABSENT:
            return ABSENT
        if start is None or end is None:
            return None
        return measure(start, end)

    return Operand("number", get)


def _days_of(start: Any, end: Any) -> int:
    days: int = (end - start).days
    return days


def _begun_months_of(start: Any, end: Any) -> int:
    """Months begun from the first to the last day, both within: 1 to 30 April is one month."""
    if end < start:
        return 0
    months: int = (end.year - start.year) * 12 + end.month - start.month
    if start.year > 9990 or end.year > 9990:
        return months + 1
    while months > 0 and add_months(start, months) > end:
        months -= 1
    return months + 1
