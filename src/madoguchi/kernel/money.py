# SPDX-License-Identifier: Apache-2.0
"""How are yen read, written and rounded? Money is always a whole number of yen."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from madoguchi.kernel.numerals import KANJI_NUMERALS, read_kanji_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import TextValue, text

MOST_YEN = 999_999_999_999
"""The largest amount that a person may type: one yen less than 1兆円."""
Rounding = Literal["down", "up", "half_up"]


class MoneyUnreadable(Refusal):
    """What was typed is not an amount in whole yen."""

    code = "money.unreadable"


class MoneyOutOfRange(Refusal):
    """The amount is negative where it must not be, or larger than the product keeps."""

    code = "money.out_of_range"


def format_yen(yen: int, lang: str = "ja", *, ledger: bool = False) -> str:
    """1,234円 (en: 1,234 yen). Below zero: -1,234円, or △1,234円 in a ledger."""
    sign = "" if yen >= 0 else ("△" if ledger else "-")
    return f"{sign}{abs(yen):,}{' yen' if lang == 'en' else '円'}"


def parse_yen(written: str, *, negative: bool = False) -> int:
    """Read an amount as people type it: 1,000円, １，０００, ¥1000, 3千円, 1万2千円, 二万円.

    Raises:
        MoneyUnreadable: empty, fractions of a yen, letters, commas in odd places.
        MoneyOutOfRange: above 999,999,999,999, or below zero unless ``negative``.
    """
    line = normalise(written).replace(" ", "").replace("、", ",").replace("¥", "").replace("\\", "")
    line = re.sub(r"(円|yen|jpy|也)+$", "", line, flags=re.IGNORECASE).removeprefix("金")
    minus = bool(re.match(r"[△▲]", line)) or unify_hyphens(line[:1]) == "-"
    yen = _read_amount(line[1:] if minus else line)
    if yen is None:
        raise MoneyUnreadable(_unreadable(written))
    if yen > MOST_YEN or (minus and yen and not negative):
        raise MoneyOutOfRange(_out_of_range(negative=negative))
    return -yen if minus else yen


def _read_amount(line: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4}", line):
        return int(line.replace(",", ""))
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", line)
    if not re.fullmatch(f"[0-9{KANJI_NUMERALS}]{{1,30}}", plain):
        return None
    return read_kanji_number(plain)


def round_yen(amount: int | Decimal | Fraction, *, unit: int = 1, rounding: Rounding) -> int:
    """Round to a multiple of ``unit`` yen.

    ``down`` is 切捨て, ``up`` 切上げ, ``half_up`` 四捨五入; all act on the absolute value, so that a
    refund is rounded like its charge. Exact: floats are not taken.

    Raises:
        ValueError: the unit is below 1.
    """
    if unit < 1:
        raise ValueError(f"not a unit of yen: {unit}")
    exact = Fraction(amount) / unit
    whole = _round_positive(abs(exact), rounding)
    return (whole if exact >= 0 else -whole) * unit


def _round_positive(exact: Fraction, rounding: Rounding) -> int:
    whole, rest = divmod(exact.numerator, exact.denominator)
    if rounding == "down" or rest == 0:
        return whole
    if rounding == "up":
        return whole + 1
    return whole + (2 * rest >= exact.denominator)


def cut_tax_base(yen: int) -> int:
    """課税標準額: what is below 1,000 yen is cut (地方税法 第20条の4の2 第1項)."""
    return round_yen(yen, unit=1000, rounding="down")


def cut_tax(yen: int) -> int:
    """確定金額: what is below 100 yen is cut, all of it if the sum is below (同条 第3項)."""
    return round_yen(yen, unit=100, rounding="down")


def _unreadable(written: str) -> TextValue:
    shown = written.strip()[:20]
    if not shown:
        return text("金額を入れてください。", "Enter an amount.", "お金の 数を 入れてください。")
    return text(
        f"「{shown}」を金額として読めません。1円単位の数字で入れてください。例: 12,000",
        f"“{shown}” cannot be read as an amount. Enter whole yen in digits, such as 12,000.",
        f"「{shown}」が わかりません。数字で 入れてください。例: 12000",
    )


def _out_of_range(*, negative: bool) -> TextValue:
    lowest = format_yen(-MOST_YEN if negative else 0)
    lowest_en = format_yen(-MOST_YEN if negative else 0, "en")
    return text(
        f"金額は{lowest}から{format_yen(MOST_YEN)}までで入れてください。",
        f"Enter an amount from {lowest_en} to {format_yen(MOST_YEN, 'en')}.",
        f"お金は {lowest}から {format_yen(MOST_YEN)}までです。",
    )
