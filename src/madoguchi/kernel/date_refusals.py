# SPDX-License-Identifier: Apache-2.0
"""How is a date refused, and in which words?"""

from datetime import date
from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text


class DateRefused(Refusal):
    """A date that cannot be taken; ``part`` is the field to look at (era, year, month, day)."""

    code: ClassVar[str] = "date.refused"

    def __init__(self, message: TextValue, *, part: str | None = None) -> None:
        super().__init__(
            message,
            next_step=text(
                "例: 令和8年11月20日、または2026年11月20日",
                "For example: 令和8年11月20日 or 2026年11月20日 (20 November 2026)",
                "例: 令和8年11月20日 か 2026年11月20日",
            ),
        )
        self.part = part


class UnknownEra(DateRefused):
    """No era has this name."""

    code = "date.unknown_era"


class DateUnreadable(DateRefused):
    """The text is not a date, or a part of it is missing."""

    code = "date.unreadable"


class OutsideEra(DateRefused):
    """The era was not in force on that day; ``suggestion`` is the day that is probably meant."""

    code = "date.outside_era"

    def __init__(self, message: TextValue, *, suggestion: date) -> None:
        super().__init__(message, part="year")
        self.suggestion = suggestion


class NotOnCalendar(DateRefused):
    """The month has no such day, or the year no such month."""

    code = "date.not_on_calendar"


class BeforeGregorian(DateRefused):
    """The day lies before 明治6年1月1日, in the old lunar calendar."""

    code = "date.before_gregorian"


def no_such_month(month: int) -> TextValue:
    return text(
        f"月は1から12の数字で入れてください。いまは「{month}」です。",
        f"Enter the month as a number from 1 to 12. You entered {month}.",
        f"月は 1から 12の すうじを 入れてください。いまは 「{month}」です。",
    )


def before_gregorian() -> BeforeGregorian:
    return BeforeGregorian(
        text(
            "明治5年までの日付は旧暦のため、ここには入れられません。窓口でおたずねください。",
            "Days before 1 January 1873 follow the old lunar calendar and cannot be entered "
            "here. Please ask at the counter.",
            "明治5年より 前の 日は 入れることが できません。窓口で きいてください。",
        ),
        part="year",
    )


def unreadable_part(part: str) -> TextValue:
    ja = {"year": "年", "month": "月", "day": "日"}[part]
    return text(
        f"{ja}を数字で入れてください。",
        f"Enter the {part} as a number.",
        f"{ja}を すうじで 入れてください。",
    )


def unreadable(written: str) -> TextValue:
    shown = written.strip()[:20]
    if not shown:
        return text("日付を入れてください。", "Enter a date.", "年・月・日を 入れてください。")
    return text(
        f"「{shown}」を日付として読めません。元号または4けたの西暦から、年月日を入れてください。",
        f"“{shown}” cannot be read as a date. Enter the era or the four-digit year, month and day.",
        f"「{shown}」が わかりません。年・月・日を ぜんぶ 入れてください。",
    )
