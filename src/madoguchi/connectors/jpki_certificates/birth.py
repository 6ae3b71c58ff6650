# SPDX-License-Identifier: Apache-2.0
"""What day does the birth date of a certificate mean? ``EYYYYMMDD``: era, Gregorian year, month, day.

Zeros stand for what the family register doesn't know. An era that doesn't fit its year is no date.
"""

import re
from datetime import date

from madoguchi.kernel.dates import ResidentDate, parse_resident_date
from madoguchi.kernel.eras import DateRefused
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

_SHAPE = re.compile(r"([0-5])([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_FIRST_YEARS = {"1": ("明治", 1868), "2": ("大正", 1912), "3": ("昭和", 1926), "4": ("平成", 1989), "5": ("令和", 2019)}  # fmt: skip


class BirthUnreadable(Refusal):
    """The birth date of a certificate has another shape, or parts that do not fit."""

    code = "certificate.birth_unreadable"

    def __init__(self) -> None:
        super().__init__(
            text(
                "電子証明書の生年月日を読めません。",
                "The date of birth in the certificate cannot be read.",
            ),
            next_step=text("窓口で確かめてください。", "Please have it checked at the counter."),
        )


def read_birth(written: str) -> ResidentDate:
    """The date as the resident record writes it. Raises BirthUnreadable."""
    match = _SHAPE.fullmatch(written)
    if match is None:
        raise BirthUnreadable
    era, year, month, day = match.groups()
    if year == month + day == "0000" and (era == "0"):
        return parse_resident_date("年月日不詳")
    if year == "0000" or (month == "00" and day != "00"):
        raise BirthUnreadable
    try:
        return _read(era, int(year), int(month), int(day))
    except (DateRefused, ValueError) as error:
        raise BirthUnreadable from error


def _read(era: str, year: int, month: int, day: int) -> ResidentDate:
    line = f"{_in_era(era, year)}年"
    if month and day:
        line += f"{month}月{day}日"
    elif month:
        line += f"{month}月日不詳"
    else:
        line += "月日不詳"
    if era == "0" and month and day:
        return ResidentDate.of(date(year, month, day))
    return parse_resident_date(line)


def _in_era(era: str, year: int) -> str:
    if era == "0":
        return str(year)
    name, first = _FIRST_YEARS[era]
    if year < first:
        raise BirthUnreadable
    return f"{name}{year - first + 1}"
