# SPDX-License-Identifier: Apache-2.0
"""How is a small table read, such as the budget of a project?"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.definition.kinds.base import (
    TOO_LONG,
    Asking,
    Fields,
    Found,
    Kind,
    Parts,
    Read,
    say,
)
from madoguchi.kernel.definition.kinds.choices import refuse_twins
from madoguchi.kernel.definition.kinds.numbers import (
    from_canonical,
    parse_number,
    show_number,
    to_canonical,
)
from madoguchi.kernel.definition.kinds.words import clean_line
from madoguchi.kernel.definition.questions import Column, TableQuestion
from madoguchi.kernel.money import MoneyOutOfRange, format_yen, parse_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

_MOST_TEXT = 200
_MOST_MONEY = 10**12
_ENTER_CELL = text(
    "{row}行目の「{label}」を入れてください。",
    "Enter “{label}” in row {row}.",
    "{row}行目の 「{label}」を 書いてください。",
)
_NUMBER_CELL = text(
    "{row}行目の「{label}」は数字で入れてください。",
    "Enter a number for “{label}” in row {row}.",
    "{row}行目の 「{label}」は 数字で 書いてください。",
)
_CHOICE_CELL = text(
    "{row}行目の「{label}」は、画面にある答えから選んでください。",
    "Choose one of the answers shown for “{label}” in row {row}.",
    "{row}行目の 「{label}」は 画面に ある こたえから えらんでください。",
)
_TOO_FEW = text(
    "「{label}」は{least}行以上入れてください。いまは{count}行です。",
    "Fill at least {least} row(s) of “{label}”. There are {count}.",
    "「{label}」は {least}行より 多く 書いてください。いまは {count}行です。",
)
_TOO_MANY = text(
    "「{label}」は{most}行までです。いまは{count}行です。",
    "“{label}” has up to {most} rows. There are {count}.",
    "「{label}」は {most}行までです。いまは {count}行です。",
)
_CELL_NAME = re.compile(r"(?P<row>[0-9]{1,4})\.(?P<column>[a-z][a-z0-9_]*)")


class TableKind(Kind[TableQuestion]):
    """A small table; empty rows are left out."""

    seconds = 180

    def compile(self, compiler: Compiler, path: str) -> None:
        self.columns = {column.id: column for column in self.question.columns}
        _refuse_columns(self.question, compiler, path)

    @property
    def required(self) -> bool:
        return self.question.required and self.question.rows_min > 0

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed: dict[int, dict[str, str]] = {}
        for name in fields.parts():
            match = _CELL_NAME.fullmatch(name)
            if match and match["column"] in self.columns:
                cell = clean_line(fields.get(name))
                if cell:
                    typed.setdefault(int(match["row"]), {})[match["column"]] = cell
        rows, found = [], []
        for at in sorted(typed):
            row = {}
            for column in self.question.columns:
                row[column.id], cell_found = self._read_cell(column, typed[at].get(column.id), at)
                found += cell_found
            rows.append(row)
        return self._judge(rows, found)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, list):
            return self.refuse_shape()
        found: list[Found] = []
        for at, row in enumerate(value):
            if not isinstance(row, dict) or row.keys() != self.columns.keys():
                return self.refuse_shape()
            for column in self.question.columns:
                found += self._check_cell(column, row[column.id], at)
        return self._judge(value, found)

    def _judge(self, rows: list[Any], found: list[Found]) -> Read:
        if not rows:
            return Read(None, found)
        question, count = self.question, len(rows)
        if count < question.rows_min:
            found.append(self.problem("too_few", _TOO_FEW, least=question.rows_min, count=count))
        if count > question.rows_max:
            found.append(self.problem("too_many", _TOO_MANY, most=question.rows_max, count=count))
        return Read(rows if not found else None, found)

    def _read_cell(self, column: Column, typed: str | None, at: int) -> tuple[Any, list[Found]]:
        if typed is None:
            return None, self._check_cell(column, None, at)
        value: Any = typed
        if column.type == "money":
            value = _parse_money(typed)
        elif column.type == "number":
            units = ("", *([column.unit.ja] if column.unit else []))
            tried = (parse_number(typed, unit) for unit in units)
            number: Decimal | None = next((n for n in tried if n is not None), None)
            value = None if number is None else to_canonical(number)
        if value is None:
            return None, [_refuse(column, at, "not_a_number", _NUMBER_CELL)]
        return value, self._check_cell(column, value, at)

    def _check_cell(self, column: Column, value: Any, at: int) -> list[Found]:
        if value is None:
            missing = [_refuse(column, at, "missing", _ENTER_CELL)]
            return missing if column.required else []
        if column.type in ("number", "money"):
            good = from_canonical(value) is not None
            if column.type == "money":
                good = good and isinstance(value, int) and abs(value) <= _MOST_MONEY
            return [] if good else [_refuse(column, at, "not_a_number", _NUMBER_CELL)]
        if not isinstance(value, str) or not value or clean_line(value) != value:
            return [_refuse(column, at, "missing", _ENTER_CELL)]
        if column.type == "choice":
            known = any(option.id == value for option in column.options)
            return [] if known else [_refuse(column, at, "not_offered", _CHOICE_CELL)]
        return _check_text(column, value, at)

    def show(self, value: Any, lang: str) -> str:
        return "\n".join(self._show_row(row, lang) for row in value)

    def _show_row(self, row: Mapping[str, Any], lang: str) -> str:
        shown = [
            f"{column.label.pick(lang)}: {_show_cell(column, row.get(column.id), lang)}"
            for column in self.question.columns
            if row.get(column.id) is not None
        ]
        return ("; " if lang == "en" else "、").join(shown)

    def to_form(self, value: Any) -> Parts:
        return {
            f"{at}.{name}": [str(cell)]
            for at, row in enumerate(value)
            for name, cell in row.items()
            if cell is not None
        }


def _parse_money(typed: str) -> int | None:
    try:
        return parse_yen(typed, negative=True)
    except MoneyOutOfRange:
        return _MOST_MONEY + 1
    except Refusal:
        return None


def _check_text(column: Column, value: str, at: int) -> list[Found]:
    count = len(value)
    if count <= _MOST_TEXT:
        return []
    label = column.label
    said = say(TOO_LONG, label=label, most=_MOST_TEXT, count=count, over=count - _MOST_TEXT)
    return [Found(f"{at}.{column.id}", "too_long", said)]


def _refuse(column: Column, at: int, code: str, template: TextValue) -> Found:
    return Found(f"{at}.{column.id}", code, say(template, label=column.label, row=at + 1))


def _show_cell(column: Column, cell: Any, lang: str) -> str:
    if column.type == "money":
        return format_yen(cell, lang)
    if column.type == "number":
        return show_number(cell, column.unit, lang)
    option = next((o for o in column.options if o.id == cell), None)
    return option.label.pick(lang) if option else str(cell)


def _refuse_columns(question: TableQuestion, compiler: Compiler, path: str) -> None:
    report, seen = compiler.report, set[str]()
    for n, column in enumerate(question.columns):
        place = f"{path}.columns[{n}]"
        if column.id in seen:
            ja, en = f"列「{column.id}」が2回出てきます。", f"The column {column.id} stands twice."
            report.add(f"{place}.id", "twin", ja, en)
        seen.add(column.id)
        if column.type == "choice" and not column.options:
            ja, en = "選択の列には選択肢が要ります。", "A choice column needs options."
            report.add(f"{place}.options", "no_options", ja, en)
        refuse_twins(column.options, compiler, place)
    numeric = {c.id for c in question.columns if c.type in ("number", "money")}
    for n, total in enumerate(question.totals):
        if total not in numeric:
            ja = f"合計の「{total}」は、数か金額の列ではありません。"
            en = f"The total {total} is no number or money column."
            report.add(f"{path}.totals[{n}]", "not_summable", ja, en)
    if question.rows_min > question.rows_max:
        ja, en = "行数の下限が上限より大きくなっています。", "rows_min lies above rows_max."
        report.add(f"{path}.rows_min", "empty_range", ja, en)
