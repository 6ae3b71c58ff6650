# SPDX-License-Identifier: Apache-2.0
"""How are 漢数字 and 算用数字 turned into one another?"""

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12}
KANJI_NUMERALS = "".join((*_DIGITS, *_UNITS, *_MYRIADS))
"""Every character that ``read_kanji_number`` knows."""


def read_kanji_number(written: str) -> int | None:
    """The number written in kanji, positional (一二〇) or with units (百二十, 一万二千); else None.

    Half-width digits may stand before a unit (3千, 1万2千).
    """
    if not written:
        return None
    if all(c in _DIGITS for c in written):
        return int("".join(str(_DIGITS[c]) for c in written))
    total, rest = 0, written
    for unit in ("兆", "億", "万"):
        head, found, tail = rest.replace("萬", "万").partition(unit)
        if not found:
            continue
        value = _below_myriad(head)
        if value is None or value == 0:
            return None
        total, rest = total + value * _MYRIADS[unit], tail
    if not rest:
        return total
    value = _below_myriad(rest)
    return None if value is None else total + value


def _below_myriad(written: str) -> int | None:
    total, number, last_unit = 0, "", 10**4
    for c in written:
        if c in _UNITS:
            unit = _UNITS[c]
            if unit >= last_unit:
                return None
            total, number, last_unit = total + int(number or 1) * unit, "", unit
        elif c in _DIGITS:
            number += str(_DIGITS[c])
        elif c.isascii() and c.isdigit():
            number += c
        else:
            return None
    if not written or len(number) > 4:
        return None
    return total + int(number or 0)


def to_kanji_number(number: int) -> str:
    """12 → 十二, for names of 丁目.

    Raises:
        ValueError: the number is not within 1 to 9999.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"outside 1..9999: {number}")
    parts: list[str] = []
    for unit, letter in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            parts.append(
                ("" if digit == 1 and unit > 1 else "〇一二三四五六七八九"[digit]) + letter
            )
    return "".join(parts)
