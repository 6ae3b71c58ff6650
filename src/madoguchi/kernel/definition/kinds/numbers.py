# SPDX-License-Identifier: Apache-2.0
"""How are numbers and amounts of money read?"""

import re
from decimal import Decimal
from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.definition.kinds.base import Asking, Fields, Found, Kind, Read
from madoguchi.kernel.definition.questions import MoneyQuestion, NumberQuestion
from madoguchi.kernel.money import MOST_YEN, MoneyUnreadable, format_yen, parse_yen
from madoguchi.kernel.numerals import read_kanji_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import TextValue, text

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_NOT_A_NUMBER = text(
    "「{label}」は数字で入れてください。いまは「{shown}」です。",
    "Enter a number for “{label}”. You entered “{shown}”.",
    "「{label}」は 数字で 書いてください。いまは 「{shown}」です。",
)
_DECIMALS = text(
    "「{label}」は小数点より下{decimals}けたまでで入れてください。",
    "“{label}” may have up to {decimals} digit(s) after the point.",
    "「{label}」は 「.」の 下が {decimals}けたまでです。",
)
_WHOLE = text(
    "「{label}」は小数点のない数字で入れてください。いまは「{shown}」です。",
    "Enter a whole number for “{label}”. You entered “{shown}”.",
    "「{label}」は 「.」の ない 数字で 書いてください。",
)
_TOO_LOW = text(
    "「{label}」は{limit}以上で入れてください。いまは{shown}です。",
    "“{label}” must be at least {limit}. You entered {shown}.",
    "「{label}」は {limit}か、それより 大きい 数です。いまは {shown}です。",
)
_TOO_HIGH = text(
    "「{label}」は{limit}以下で入れてください。いまは{shown}です。",
    "“{label}” must be at most {limit}. You entered {shown}.",
    "「{label}」は {limit}か、それより 小さい 数です。いまは {shown}です。",
)
_RANGE = text(
    "最小の値が最大の値より大きくなっています。",
    "The minimum lies above the maximum.",
)


def parse_number(written: str, unit: str = "") -> Decimal | None:
    """Read a number as people type it: １，２３４, 3枚 (with its unit), 十二, △5; None if it is none."""
    line = re.sub(r"\s", "", normalise(written)).replace("、", ",")
    if unit:
        line = line.removesuffix(re.sub(r"\s", "", normalise(unit)))
    line = re.sub("^[△▲]", "-", line)
    line = unify_hyphens(line[:1]) + line[1:]
    if _GROUPED.fullmatch(line):
        line = line.replace(",", "")
    if _DECIMAL.fullmatch(line):
        return Decimal(line)
    kanji = read_kanji_number(line) if line and not line.isascii() else None
    return None if kanji is None else Decimal(kanji)


def _count_decimals(number: Decimal | int) -> int:
    return 0 if isinstance(number, int) else -int(number.normalize().as_tuple().exponent)


def to_canonical(number: Decimal) -> int | str:
    """An int, or the shortest decimal as a string."""
    if number == number.to_integral_value():
        return int(number)
    return f"{number.normalize():f}"


def from_canonical(value: Any) -> Decimal | None:
    """The number of a canonical value; None where it is none, or not written canonically."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int):
        return Decimal(value) if abs(value) < 10**15 else None
    if not _DECIMAL.fullmatch(value):
        return None
    number = Decimal(value)
    return number if to_canonical(number) == value else None


class NumberKind(Kind[NumberQuestion]):
    """A number with a unit."""

    def compile(self, compiler: Compiler, path: str) -> None:
        low, high = self.question.minimum, self.question.maximum
        if low is not None and high is not None and low > high:
            compiler.report.add(f"{path}.minimum", "empty_range", _RANGE.ja, str(_RANGE.en))

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = fields.get()
        if typed.isdecimal() and typed.isascii() and len(typed) <= 15:
            return self._judge(int(typed))
        if not typed.strip():
            return Read(None)
        units = self.question.unit
        tried = (parse_number(typed, u) for u in ("", *_all(units)))
        number = next((n for n in tried if n is not None), None)
        if number is None:
            return Read(None, [self.problem("not_a_number", _NOT_A_NUMBER, shown=typed[:20])])
        return self._judge(number)

    def check(self, value: Any, asking: Asking) -> Read:
        number = from_canonical(value)
        return self.refuse_shape() if number is None else self._judge(number)

    def _judge(self, number: Decimal | int) -> Read:
        found = self._find_problem(number)
        if found is not None:
            return Read(None, [found])
        return Read(number if isinstance(number, int) else to_canonical(number))

    def _find_problem(self, number: Decimal | int) -> Found | None:
        question = self.question
        decimals = _count_decimals(number)
        if decimals > question.decimals:
            template, most = (_DECIMALS if question.decimals else _WHOLE), question.decimals
            return self.problem("decimals", template, decimals=most, shown=f"{number:,}")
        if question.minimum is not None and number < question.minimum:
            limit = f"{question.minimum:,}"
            return self.problem("too_low", _TOO_LOW, limit=limit, shown=f"{number:,}")
        if question.maximum is not None and number > question.maximum:
            limit = f"{question.maximum:,}"
            return self.problem("too_high", _TOO_HIGH, limit=limit, shown=f"{number:,}")
        return None

    def show(self, value: Any, lang: str) -> str:
        return show_number(value, self.question.unit, lang)


class MoneyKind(Kind[MoneyQuestion]):
    """An amount in whole yen."""

    def compile(self, compiler: Compiler, path: str) -> None:
        if self.question.minimum > self.question.maximum:
            compiler.report.add(f"{path}.minimum", "empty_range", _RANGE.ja, str(_RANGE.en))

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = fields.get()
        if not typed.strip():
            return Read(None)
        try:
            yen = parse_yen(typed, negative=True)
        except Refusal as refusal:
            code = "not_money" if isinstance(refusal, MoneyUnreadable) else "too_high"
            return Read(None, [self.problem(code, refusal.message)])
        return self._judge(yen)

    def check(self, value: Any, asking: Asking) -> Read:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**15:
            return self.refuse_shape()
        return self._judge(value)

    def _judge(self, yen: int) -> Read:
        low, high = self.question.minimum, min(self.question.maximum, MOST_YEN)
        if yen < low:
            found = self.problem("too_low", _TOO_LOW, limit=_yen(low), shown=_yen(yen))
        elif yen > high:
            found = self.problem("too_high", _TOO_HIGH, limit=_yen(high), shown=_yen(yen))
        else:
            return Read(yen)
        return Read(None, [found])

    def show(self, value: Any, lang: str) -> str:
        return format_yen(value, lang)


def show_number(value: Any, unit: TextValue | None, lang: str) -> str:
    """1,234枚, or 1,234 sheets."""
    number = from_canonical(value)
    shown = str(value) if number is None else f"{number:,}"
    if unit is None:
        return shown
    return f"{shown} {unit.pick(lang)}" if lang == "en" and unit.en else shown + unit.pick(lang)


def _yen(yen: int) -> TextValue:
    return text(format_yen(yen), format_yen(yen, "en"))


def _all(unit: TextValue | None) -> list[str]:
    return [word for word in (unit.ja, unit.en, unit.easy) if word] if unit else []
