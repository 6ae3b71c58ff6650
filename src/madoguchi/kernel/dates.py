# SPDX-License-Identifier: Apache-2.0
"""What is known about a date in a resident's life: a day, a month, a season, or nothing?"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from madoguchi.kernel.ages import (
    add_months,
    age_on,
    class_age_on,
    explain_age,
    first_march_31_from_age,
    has_reached_age,
    months_on,
    reaches_age_on,
    school_year_on,
)
from madoguchi.kernel.eras import (
    GREGORIAN,
    DateUnreadable,
    NotOnCalendar,
    OutsideEra,
    find_era,
    format_wareki,
    is_gregorian_name,
    parse_date,
    parse_wareki,
    split_written_date,
)
from madoguchi.kernel.fiscal_years import fiscal_year_of, fiscal_year_range, format_fiscal_year
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import TextValue, text

__all__ = [
    "Precision",
    "ResidentDate",
    "add_months",
    "age_on",
    "class_age_on",
    "explain_age",
    "first_march_31_from_age",
    "fiscal_year_of",
    "fiscal_year_range",
    "format_fiscal_year",
    "has_reached_age",
    "months_on",
    "parse_date",
    "parse_resident_date",
    "reaches_age_on",
    "read_resident_date",
    "school_year_on",
]

Precision = Literal["day", "month", "year", "unknown", "non_calendar"]


@dataclass(frozen=True, slots=True)
class ResidentDate:
    """A date as the family register may hold it (住民記録システム標準仕様書 1.1.8).

    ``value`` is set when one calendar day is certain; ``text`` is what is printed; ``precision`` is
    the finest unit that is certain. ``earliest`` and ``latest`` bound the day for sorting and for
    checks of age (None where nothing is known); they follow from the text and are not stored.
    """

    value: date | None
    text: str
    precision: Precision
    earliest: date | None = field(default=None, compare=False)
    latest: date | None = field(default=None, compare=False)

    @classmethod
    def of(cls, day: date) -> "ResidentDate":
        """An ordinary, certain day, written in its era."""
        return cls(day, format_wareki(day), "day", day, day)

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> "ResidentDate":
        """Read the stored shape ``{"value", "text", "precision"}``.

        Raises:
            DateRefused: the three do not belong together.
        """
        written = answer.get("text") or answer.get("value") or ""
        read = parse_resident_date(str(written))
        value = read.value.isoformat() if read.value else None
        if value != answer.get("value") or read.precision != answer.get("precision", "day"):
            raise DateUnreadable(
                text(
                    "日付の記録がそろっていません。もう一度入れてください。",
                    "The parts of this date do not agree. Please enter it again.",
                    "日にちが わかりません。もういちど 入れてください。",
                )
            )
        return read

    def as_answer(self) -> dict[str, str | None]:
        """The stored shape ``{"value": "1988-04-12" | None, "text": …, "precision": …}``."""
        value = self.value.isoformat() if self.value else None
        return {"value": value, "text": self.text, "precision": self.precision}

    def __str__(self) -> str:
        return self.text


def read_resident_date(
    era: str, year: int | str, month: int | str, day: int | str, *, uncertain: bool = False
) -> ResidentDate:
    """Read a date box (era, year, month, day).

    With ``uncertain`` the box may hold what a family register may: no day, no month and day, or a
    day that is on no calendar. Without it only calendar days are taken.

    Raises:
        DateRefused: see ``eras.parse_wareki``.
    """
    if not uncertain:
        value = parse_wareki(era, year, month, day)
        return ResidentDate(value, _written(era, value), "day", value, value)
    parts = [normalise(str(part)) for part in (year, month, day)]
    if not any(parts):
        return _unknown()
    line = f"{normalise(era)}{parts[0]}年"
    if parts[1]:
        line += f"{parts[1]}月" + (f"{parts[2]}日" if parts[2] else "日不詳")
    else:
        line += "月日不詳"
    return parse_resident_date(line)


_ERA = r"(?P<era>[^\d元年推定]*)(?P<y>元|\d{1,4})年"
_YEAR = re.compile(_ERA + r"(?P<kind>頃|月日不詳|春頃?|夏頃?|秋頃?|冬頃?)?")
_MONTH = re.compile(
    r"(?P<est>推定)?" + _ERA + r"(?P<m>\d{1,2})月(?P<kind>頃|日不詳|上旬頃?|中旬頃?|下旬頃?)?"
)
_DAY = re.compile(r"(?P<est>推定)?" + _ERA + r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?P<kind>頃)?")
_SPAN = re.compile(
    _ERA + r"(?P<m>\d{1,2})月(?P<est>推定)?(?P<d>\d{1,2})日(?P<from>頃)?から"
    r"(?:(?P<era2>[^\d元年]*)(?P<y2>元|\d{1,4})年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日(?P<to>頃)?"
    r"までの間"
)
_UNKNOWN = frozenset({"不詳", "不明", "年月日不詳", "年月日不明", "生年月日不詳"})
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (1, 12)}
_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


def parse_resident_date(written: str) -> ResidentDate:
    """Read a date of a resident record.

    Takes certain days in every form of ``eras.parse_date``, the fourteen 不詳 patterns of
    住民記録システム標準仕様書 1.1.8 (令和○年○月頃, 推定令和○年○月○日, 令和○年春, 令和○年○月中旬頃,
    年月日不詳, 令和○年月日不詳, …○日頃から○日頃までの間), and non-calendar days: 29 February of a
    common year, 明治45年7月30日 and 大正15年12月25日.

    Raises:
        DateRefused: nothing of the kind; the refusals are those of ``eras.parse_wareki``.
    """
    line = re.sub(r"[\s_]", "", normalise(written))
    line = re.sub("ころ|ごろ", "頃", line).replace("不明", "不詳").replace("生年月日", "年月日")
    if line in _UNKNOWN:
        return _unknown()
    for pattern, read in _PATTERNS:
        match = pattern.fullmatch(line)
        if match:
            return read(match)
    parts = split_written_date(written)
    if parts is None or not parts[0]:
        parse_date(written)
    return _exact_day(*(parts or ("", "", "", "")))


def _unknown() -> ResidentDate:
    return ResidentDate(None, "年月日不詳", "unknown")


def _read_year(match: re.Match[str]) -> ResidentDate:
    label, first, last = _year_bounds(match["era"], match["y"])
    kind = match["kind"] or ""
    if kind[:1] in _SEASONS:
        low, high = _SEASONS[kind[0]]
        start = max(first, date(first.year, low, 1))
        end = min(last, date(first.year, high, monthrange(first.year, high)[1]))
        if start > end:
            parse_wareki(match["era"], match["y"], low, 1)
        first, last = start, end
    return ResidentDate(None, label + kind, "year", first, last)


def _read_month(match: re.Match[str]) -> ResidentDate:
    label, first, last = _month_bounds(match["era"], match["y"], match["m"])
    kind = match["kind"] or ""
    if kind[:2] in _THIRDS:
        low, high = _THIRDS[kind[:2]]
        first = max(first, first.replace(day=low))
        last = min(last, last.replace(day=min(high, monthrange(last.year, last.month)[1])))
    return ResidentDate(None, (match["est"] or "") + label + kind, "month", first, last)


def _read_day(match: re.Match[str]) -> ResidentDate:
    exact = _exact_day(match["era"], match["y"], match["m"], match["d"])
    if not (match["est"] or match["kind"]):
        return exact
    shown = f"{match['est'] or ''}{exact.text}{match['kind'] or ''}"
    return ResidentDate(None, shown, "month", exact.earliest, exact.latest)


def _read_span(match: re.Match[str]) -> ResidentDate:
    start = _exact_day(match["era"], match["y"], match["m"], match["d"])
    year2 = (match["era2"], match["y2"]) if match["y2"] else (match["era"], match["y"])
    end = _exact_day(*year2, match["m2"] or match["m"], match["d2"])
    if start.earliest and end.latest and start.earliest > end.latest:
        raise DateUnreadable(
            text(
                "「から」の日が「まで」の日より後です。順番を直してください。",
                "The first day is later than the last. Please correct the order.",
                "「から」の 日が 「まで」の 日より あとです。なおしてください。",
            )
        )
    label, _, _ = _month_bounds(match["era"], match["y"], match["m"])
    until = (
        end.text
        if match["y2"]
        else (
            f"{int(match['m2'])}月{int(match['d2'])}日" if match["m2"] else f"{int(match['d2'])}日"
        )
    )
    shown = (
        f"{label}{match['est'] or ''}{int(match['d'])}日{match['from'] or ''}から"
        f"{until}{match['to'] or ''}までの間"
    )
    same_month = (
        end.latest is not None
        and start.earliest is not None
        and ((start.earliest.year, start.earliest.month) == (end.latest.year, end.latest.month))
    )
    return ResidentDate(None, shown, "month" if same_month else "year", start.earliest, end.latest)


_PATTERNS = ((_YEAR, _read_year), (_MONTH, _read_month), (_SPAN, _read_span), (_DAY, _read_day))


def _exact_day(era: str, year: str, month: str, day: str) -> ResidentDate:
    name = era or _plain_year_name(year)
    try:
        value = parse_wareki(name, year, month, day)
    except NotOnCalendar:
        return _off_calendar(name, year, int(month), int(day))
    except OutsideEra as refusal:
        # The day of an emperor's death was written in both eras (明治45年7月30日, 大正15年12月25日).
        if refusal.suggestion not in (date(1912, 7, 30), date(1926, 12, 25)):
            raise
        found = find_era(name)
        if found is None or refusal.suggestion < found.begins:
            raise
        day_meant = refusal.suggestion
        shown = f"{found.name}{found.year_of(day_meant)}年{day_meant.month}月{day_meant.day}日"
        return ResidentDate(day_meant, shown, "non_calendar", day_meant, day_meant)
    return ResidentDate(value, _written(name, value), "day", value, value)


def _off_calendar(era: str, year: str, month: int, day: int) -> ResidentDate:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        # Repeats the refusal: no register has such a day.
        parse_wareki(era, year, month, day)
    label, first, last = _month_bounds(era, year, str(month))
    after = add_months(first.replace(day=1), 1)
    return ResidentDate(None, f"{label}{day}日", "non_calendar", last, after)


def _year_bounds(era: str, year: str) -> tuple[str, date, date]:
    name = era or _plain_year_name(year)
    if is_gregorian_name(name):
        first = parse_wareki(name, year, 1, 1)
        return f"{first.year}年", first, first.replace(month=12, day=31)
    middle = _day_within(name, year)
    found = find_era(name)
    if found is None:
        raise DateUnreadable(_unreadable_year(), part="era")
    first = max(found.begins, date(middle.year, 1, 1))
    last = date(middle.year, 12, 31)
    number = found.year_of(middle)
    label = f"{found.name}{'元' if number == 1 else number}年"
    return label, first, last if found.ends is None else min(last, found.ends)


def _month_bounds(era: str, year: str, month: str) -> tuple[str, date, date]:
    label, first, last = _year_bounds(era, year)
    number = int(month)
    if not 1 <= number <= 12:
        parse_wareki(era or _plain_year_name(year), year, month, 1)
    start = date(first.year, number, 1)
    end = date(first.year, number, monthrange(first.year, number)[1])
    if end < first or start > last:
        parse_wareki(era, year, month, 1)
    return f"{label}{number}月", max(first, start), min(last, end)


def _day_within(era: str, year: str) -> date:
    """Any day of an era year; raises the refusal of the year if it has none."""
    try:
        return parse_wareki(era, year, 12, 31)
    except OutsideEra:
        return parse_wareki(era, year, 1, 1)


def _written(era: str, value: date) -> str:
    if is_gregorian_name(era):
        return f"{value.year}年{value.month}月{value.day}日"
    return format_wareki(value)


def _plain_year_name(year: str) -> str:
    if len(year) == 4:
        return GREGORIAN
    raise DateUnreadable(_unreadable_year(), part="era")


def _unreadable_year() -> TextValue:
    return text(
        "年は、元号または4けたの西暦で入れてください。",
        "Give the year with its era, or as a four-digit Western year.",
        "年は 元号か 4けたの 西暦で 入れてください。",
    )
