# SPDX-License-Identifier: Apache-2.0
"""Which Japanese era is a day in, and which day does an era date name?"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from madoguchi.kernel.date_refusals import (
    BeforeGregorian,
    DateRefused,
    DateUnreadable,
    NotOnCalendar,
    OutsideEra,
    UnknownEra,
    before_gregorian,
    no_such_month,
    unreadable,
    unreadable_part,
)
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import TextValue, text

__all__ = [
    "ERAS",
    "GREGORIAN",
    "BeforeGregorian",
    "DateRefused",
    "DateUnreadable",
    "Era",
    "NotOnCalendar",
    "OutsideEra",
    "UnknownEra",
    "era_of",
    "find_era",
    "format_date",
    "format_era_year",
    "format_wareki",
    "format_wareki_month",
    "format_wareki_short",
    "format_wareki_weekday",
    "is_gregorian_name",
    "parse_date",
    "parse_wareki",
    "split_written_date",
]

WEEKDAYS = "月火水木金土日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
GREGORIAN = "西暦"
_GREGORIAN_NAMES = frozenset({"西暦", "ad", "ce", "a.d.", "seireki", "gregorian"})


@dataclass(frozen=True, slots=True)
class Era:
    """An era (元号): first day, last day (None while it lasts) and the year that counts as 1.

    ``code`` is the digit of the resident register and of the card certificates (明治1 … 令和5).
    """

    key: str
    name: str
    letter: str
    code: int
    first_year: int
    begins: date
    ends: date | None

    def year_of(self, day: date) -> int:
        """The era year of a day, counted from 1."""
        return day.year - self.first_year + 1

    def includes(self, day: date) -> bool:
        """Whether the day belongs to this era."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


ERAS: tuple[Era, ...] = (
    # Japan took the Gregorian calendar on 明治6年1月1日 (太政官布告第337号); older days are lunar.
    Era("meiji", "明治", "M", 1, 1868, date(1873, 1, 1), date(1912, 7, 29)),
    Era("taisho", "大正", "T", 2, 1912, date(1912, 7, 30), date(1926, 12, 24)),
    Era("showa", "昭和", "S", 3, 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("heisei", "平成", "H", 4, 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("reiwa", "令和", "R", 5, 2019, date(2019, 5, 1), None),
)
_LIGATURES = {"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"}
_BY_NAME: dict[str, Era] = {
    name.lower(): era
    for era in ERAS
    for name in (era.name, era.name[0], era.letter, era.key, str(era.code))
} | {ligature: era for ligature, name in _LIGATURES.items() for era in ERAS if era.name == name}


def find_era(name: str) -> Era | None:
    """The era named by 令和, 令, R, reiwa, 5 or ㋿ (any width and case); None if there is none."""
    return _BY_NAME.get(name.strip()) or _BY_NAME.get(normalise(name).lower())


def is_gregorian_name(name: str) -> bool:
    """Whether the text names the Western calendar (西暦, AD, CE)."""
    return normalise(name).lower() in _GREGORIAN_NAMES


def era_of(day: date) -> Era:
    """The era that was in force on a day.

    Raises:
        BeforeGregorian: the day lies before 1873-01-01.
    """
    for era in reversed(ERAS):
        if day >= era.begins:
            return era
    raise before_gregorian()


def format_era_year(day: date) -> str:
    """令和8年 for a day in it; the first year is 元年; before 1873 the Western year."""
    if day < ERAS[0].begins:
        return f"{GREGORIAN}{day.year}年"
    era = era_of(day)
    year = era.year_of(day)
    return f"{era.name}{'元' if year == 1 else year}年"


def format_wareki(day: date) -> str:
    """令和8年11月20日; days before 1873 are written with 西暦."""
    return f"{format_era_year(day)}{day.month}月{day.day}日"


def format_wareki_month(day: date) -> str:
    """令和8年11月."""
    return f"{format_era_year(day)}{day.month}月"


def format_wareki_weekday(day: date) -> str:
    """令和8年11月20日(金)."""
    return f"{format_wareki(day)}({WEEKDAYS[day.weekday()]})"


def format_wareki_short(day: date) -> str:
    """R8.11.20, for tables; days before 1873 as 1872.12.31."""
    if day < ERAS[0].begins:
        return f"{day.year}.{day.month}.{day.day}"
    era = era_of(day)
    return f"{era.letter}{era.year_of(day)}.{day.month}.{day.day}"


def format_date(day: date, lang: str = "ja") -> str:
    """A day for a reader of ``lang``: ja 令和8年11月20日(金), en Friday, 20 November 2026, easy."""
    if lang == "en":
        return f"{_WEEKDAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    if lang == "easy":
        weekday = WEEKDAYS[day.weekday()]
        return f"{day.year}年({format_era_year(day)}) {day.month}月{day.day}日 {weekday}曜日"
    return format_wareki_weekday(day)


def parse_wareki(era: str, year: int | str, month: int | str, day: int | str) -> date:
    """Read the four fields of a date box into a day.

    ``era`` is any name that ``find_era`` knows, or 西暦; the year may be 元; digits of any width.

    Raises:
        UnknownEra, DateUnreadable: a field is empty or cannot be read (``part`` says which).
        OutsideEra: such as 平成31年5月1日; the message names 令和元年5月1日.
        NotOnCalendar: such as 2月30日.
        BeforeGregorian: 明治5年 and earlier.
    """
    y, m, d = (
        _read_number(year, "year"),
        _read_number(month, "month"),
        _read_number(day, "day"),
    )
    if is_gregorian_name(era):
        return _calendar_day(y, m, d, f"{y}年")
    found = find_era(era)
    if found is None:
        raise UnknownEra(_unknown_era(era), part="era")
    if y < 1:
        raise DateUnreadable(unreadable_part("year"), part="year")
    if found is ERAS[0] and y < ERAS[0].begins.year - ERAS[0].first_year + 1:
        raise before_gregorian()
    label = f"{found.name}{'元' if y == 1 else y}年"
    read = _calendar_day(found.first_year + y - 1, m, d, label)
    if not found.includes(read):
        raise _outside_era(found, f"{label}{m}月{d}日", read)
    return read


_WRITTEN = re.compile(
    r"(?P<era>[^\d元./-]*)(?P<y>元|\d{1,4})(?:年|[./-])(?P<m>\d{1,2})(?:月|[./-])"
    r"(?P<d>\d{1,2})日?(?:\([月火水木金土日](?:曜日?)?\))?"
)
_EIGHT = re.compile(r"(?P<era>)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
_SEVEN = re.compile(r"(?P<era>[1-5])(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)")


def parse_date(written: str) -> date:
    """Read one line: 令和8年11月20日(金), R8.11.20, 2026-11-20, 2026/11/20, 20261120, 5081120.

    Raises:
        DateRefused: any of the refusals of ``parse_wareki``.
    """
    parts = split_written_date(written)
    if parts is None:
        raise DateUnreadable(unreadable(written))
    era, year, month, day = parts
    if not era:
        raise DateUnreadable(unreadable(written), part="era")
    return parse_wareki(era, year, month, day)


def split_written_date(written: str) -> tuple[str, str, str, str] | None:
    """The era, year, month and day of one written line, not yet checked; None if it has none.

    The era is 西暦 for a four-digit year without one, and empty if it is missing.
    """
    line = re.sub(r"\s", "", normalise(written))
    line = re.sub(r"[‐‑–—−ー]", "-", line)
    match = _EIGHT.fullmatch(line) or _SEVEN.fullmatch(line) or _WRITTEN.fullmatch(line)
    if match is None:
        return None
    era = match["era"] or (GREGORIAN if len(match["y"]) == 4 else "")
    return era, match["y"], match["m"], match["d"]


def _read_number(value: int | str, part: str) -> int:
    if isinstance(value, int):
        return value
    digits = normalise(value)
    if part == "year" and digits == "元":
        return 1
    if not re.fullmatch(r"[0-9]{1,4}", digits):
        raise DateUnreadable(unreadable_part(part), part=part)
    return int(digits)


def _calendar_day(year: int, month: int, day: int, label: str) -> date:
    if not 1 <= year <= 9999:
        raise DateUnreadable(unreadable_part("year"), part="year")
    if not 1 <= month <= 12:
        raise NotOnCalendar(no_such_month(month), part="month")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise NotOnCalendar(
            text(
                f"{label}{month}月は、1日から{last}日までです。日を直してください。",
                f"{_MONTHS_EN[month - 1]} {year} has days 1 to {last}. Please correct the day.",
                f"{label}{month}月は 1日から {last}日までです。日を なおしてください。",
            ),
            part="day",
        )
    return date(year, month, day)


def _outside_era(era: Era, written: str, meant: date) -> OutsideEra:
    right = format_wareki(meant)
    if meant < era.begins:
        limit_ja = f"{era.name}は{format_wareki(era.begins)}からです"
        limit_en = f"The era {era.key.capitalize()} began on {era.begins.isoformat()}"
    else:
        last = era.ends or meant
        limit_ja = f"{era.name}は{era.name}{era.year_of(last)}年{last.month}月{last.day}日までです"
        limit_en = f"The era {era.key.capitalize()} ended on {last.isoformat()}"
    return OutsideEra(
        text(
            f"{limit_ja}。{written}は、{right}と入れてください。",
            f"{limit_en}. Please enter {right} ({meant.isoformat()}).",
            f"{limit_ja}。{right}と 入れてください。",
        ),
        suggestion=meant,
    )


def _unknown_era(era: str) -> TextValue:
    names = "、".join(e.name for e in reversed(ERAS))
    if not era.strip():
        return text(
            f"元号({names})か西暦を選んでください。",
            "Choose an era (令和 Reiwa, 平成 Heisei, …) or 西暦 (Western year).",
            f"{names} か 西暦を えらんでください。",
        )
    return text(
        f"「{era[:10]}」という元号はありません。{names}、または西暦で入れてください。",
        f"There is no era “{era[:10]}”. Use 令和, 平成, 昭和, 大正, 明治 or the Western year.",
        f"「{era[:10]}」は つかえません。{names} か 西暦を 入れてください。",
    )
