# SPDX-License-Identifier: Apache-2.0
"""Which days is the city hall open, and which day comes n open days later?

地方自治法 第4条の2 closes a city hall on Saturdays, Sundays, national holidays and the year's end
(29 December to 3 January in nearly every ordinance). The day of an event is not counted (民法140条),
and a period that ends on a closed day ends on the next open day (民法142条).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

FIRST_YEAR, LAST_YEAR = 1949, 2098
_SATURDAY = text("土曜日", "Saturday", "土曜日")
_SUNDAY = text("日曜日", "Sunday", "日曜日")
_YEAR_END = text("年末年始の休み", "Year-end and New Year closure", "お正月の 休み")
_CITY_CLOSURE = text("市役所の休み", "The city hall is closed", "市役所の 休み")
_CITY_OPENING = text("特別に開く日", "Specially open", "とくべつに あいている 日")
_OPEN = text("開庁日", "Open", "市役所が あいている 日")
_FIRST_DAY = text(
    "初日は数えません(民法第140条)",
    "The first day is not counted (Civil Code, Article 140)",
    "はじめの 日は かぞえません",
)


class YearNotCovered(Refusal):
    """The law's holidays are not known for this year (before 1949 or after 2098)."""

    code = "business_days.year_not_covered"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an explanation: ``counted`` if it is an open day after the first."""

    date: date
    counted: bool
    reason: TextValue


@lru_cache(maxsize=64)
def national_holidays(year: int) -> Mapping[date, TextValue]:
    """The holidays of 国民の祝日に関する法律 in a year, with 振替休日 and 国民の休日.

    Raises:
        YearNotCovered: before 1949 or after 2098.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearNotCovered(
            text(
                f"{year}年の開庁日は計算できません。年を確かめてください。",
                f"Open days of the year {year} cannot be calculated. Please check the year.",
                f"{year}年の カレンダーが ありません。年を たしかめてください。",
            )
        )
    japan = _read_japan()
    japanese, english = japan(years=year, language="ja"), japan(years=year, language="en_US")
    return MappingProxyType(
        {
            day: text(name, str(english[day]), f"国の 休みの日({name})")
            for day, name in sorted(japanese.items())
        }
    )


@lru_cache(maxsize=1)
def _read_japan() -> Callable[..., Mapping[date, str]]:
    """Japan's table alone: ``import holidays.countries`` would read those of 250 countries."""
    package = find_spec("holidays")
    if package is None or package.origin is None:
        raise ImportError("the package holidays is not installed")
    table = Path(package.origin).parent / "countries" / "japan.py"
    spec = spec_from_file_location("madoguchi.kernel._holidays_of_japan", table)
    if spec is None or spec.loader is None:
        raise ImportError(f"no table of holidays at {table}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., Mapping[date, str]] = module.Japan
    return found


def is_year_end(day: date) -> bool:
    """Whether a day lies within 29 December to 3 January."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


class Calendar:
    """The open days (開庁日) of one city.

    ``closures`` are further closed days and ``openings`` days that are open in spite of the rules,
    each as days or as days with their reason; an opening wins over a closure. Reads each year once.
    """

    __slots__ = ("_years", "closures", "openings")

    def __init__(
        self,
        closures: Mapping[date, TextValue] | Iterable[date] = (),
        openings: Mapping[date, TextValue] | Iterable[date] = (),
    ) -> None:
        self.closures = _with_reasons(closures, _CITY_CLOSURE)
        self.openings = _with_reasons(openings, _CITY_OPENING)
        self._years: dict[int, tuple[date, ...]] = {}

    def is_open(self, day: date) -> bool:
        """Whether the city hall is open on a day."""
        return self._closed_because(day) is None

    def reason(self, day: date) -> TextValue:
        """Why the day is open or closed, such as 勤労感謝の日 or 土曜日."""
        return self._closed_because(day) or self.openings.get(day) or _OPEN

    def open_days(self, year: int) -> tuple[date, ...]:
        """All open days of a year in order."""
        known = self._years.get(year)
        if known is None:
            first = date(year, 1, 1)
            length = (date(year + 1, 1, 1) - first).days
            days = (first + timedelta(days=n) for n in range(length))
            known = self._years[year] = tuple(day for day in days if self.is_open(day))
        return known

    def add_days(self, day: date, count: int) -> date:
        """The ``count``-th open day after a day, which itself is not counted.

        0 gives the day itself, or the next open day if it is closed; a negative count goes back.

        Raises:
            YearNotCovered: the answer lies outside 1949 to 2098.
        """
        if count < 0:
            return self._go_back(day, -count)
        if count == 0:
            return self.next_open(day)
        year, days = day.year, self.open_days(day.year)
        index = bisect_right(days, day) + count - 1
        while index >= len(days):
            index -= len(days)
            year += 1
            days = self.open_days(year)
        return days[index]

    def next_open(self, day: date) -> date:
        """The day itself if open, else the next open day (民法第142条: the end of a period)."""
        year, days = day.year, self.open_days(day.year)
        index = bisect_left(days, day)
        if index < len(days):
            return days[index]
        return self.open_days(year + 1)[0]

    def days_between(self, start: date, end: date) -> int:
        """Open days after ``start`` up to and including ``end``; negative if ``end`` is earlier."""
        if end < start:
            return -self.days_between(end, start)
        if start.year == end.year:
            days = self.open_days(start.year)
            return bisect_right(days, end) - bisect_right(days, start)
        count = len(self.open_days(start.year)) - bisect_right(self.open_days(start.year), start)
        count += sum(len(self.open_days(year)) for year in range(start.year + 1, end.year))
        return count + bisect_right(self.open_days(end.year), end)

    def explain(self, start: date, end: date) -> list[Day]:
        """Every day from ``start`` to ``end`` with why it counts or not; ``start`` never counts.

        The counted days are as many as ``days_between`` says. Empty if ``end`` is earlier.
        """
        explained: list[Day] = []
        for n in range((end - start).days + 1):
            day = start + timedelta(days=n)
            counted = n > 0 and self.is_open(day)
            explained.append(Day(day, counted, self.reason(day) if n else _FIRST_DAY))
        return explained

    def _go_back(self, day: date, count: int) -> date:
        year, days = day.year, self.open_days(day.year)
        index = bisect_left(days, day) - count
        while index < 0:
            year -= 1
            days = self.open_days(year)
            index += len(days)
        return days[index]

    def _closed_because(self, day: date) -> TextValue | None:
        if day in self.openings:
            return None
        if day in self.closures:
            return self.closures[day]
        holiday = national_holidays(day.year).get(day)
        if holiday is not None:
            return holiday
        if is_year_end(day):
            return _YEAR_END
        return {5: _SATURDAY, 6: _SUNDAY}.get(day.weekday())


def _with_reasons(
    days: Mapping[date, TextValue] | Iterable[date], default: TextValue
) -> Mapping[date, TextValue]:
    if isinstance(days, Mapping):
        return MappingProxyType(dict(days))
    return MappingProxyType(dict.fromkeys(days, default))
