# SPDX-License-Identifier: Apache-2.0
"""How are days and times of day read from what people type?"""

import re
from datetime import date
from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.dates import ResidentDate, parse_resident_date
from madoguchi.kernel.definition.kinds.base import Asking, Fields, Found, Kind, Parts, Read
from madoguchi.kernel.definition.kinds.typed_dates import read_date_box, split_for_box
from madoguchi.kernel.definition.questions import DateQuestion, TimeQuestion
from madoguchi.kernel.eras import DateRefused, format_date, format_wareki
from madoguchi.kernel.numerals import read_kanji_number
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import TextValue, text

_OLDEST = 130
_PRECISIONS = ("day", "month", "year", "unknown", "non_calendar")
_TOO_EARLY = text(
    "「{label}」は{limit}か、それより後の日を入れてください。",
    "“{label}” must be {limit} or later.",
    "「{label}」は {limit}か、それより あとの 日です。",
)
_TOO_LATE = text(
    "「{label}」は{limit}か、それより前の日を入れてください。",
    "“{label}” must be {limit} or earlier.",
    "「{label}」は {limit}か、それより 前の 日です。",
)
_FUTURE = text(
    "「{label}」は今日({limit})までの日を入れてください。いまは先の日になっています。",
    "“{label}” must be today ({limit}) or earlier. The day you entered lies in the future.",
    "「{label}」は 今日({limit})までの 日です。これは まだ 来ていない 日です。",
)
_PAST = text(
    "「{label}」は今日({limit})からあとの日を入れてください。いまは過ぎた日になっています。",
    "“{label}” must be today ({limit}) or later. The day you entered has passed.",
    "「{label}」は 今日({limit})から あとの 日です。これは もう すぎた 日です。",
)
_CLOSED = text(
    "{day}は{reason}のため、市役所が休みです。開いている日を選んでください。",
    "The city hall is closed on {day} ({reason}). Choose a day on which it is open.",
    "{day}は {reason}なので、市役所は 休みです。ほかの 日を えらんでください。",
)
_OLD = text(
    "{day}生まれだと{age}歳になります。年を確かめてください。",
    "Born on {day} would mean {age} years of age. Please check the year.",
    "{day}に 生まれた 人は {age}さいです。年を もういちど 見てください。",
)
_NEED_DAY = text(
    "「{label}」は年・月・日をすべて入れてください。",
    "Enter year, month and day for “{label}”.",
    "「{label}」は 年・月・日を ぜんぶ 書いてください。",
)


class DateKind(Kind[DateQuestion]):
    """A day, typed with an era or a Western year."""

    seconds = 20

    def compile(self, compiler: Compiler, path: str) -> None:
        first, last = self.question.not_before, self.question.not_after
        self.first = None if first is None else compiler.day(first, f"{path}.not_before")
        self.last = None if last is None else compiler.day(last, f"{path}.not_after")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            compiler.report.add(
                f"{path}.not_before",
                "empty_range",
                "始まりの日が終わりの日より後になっています。",
                "not_before lies after not_after.",
            )

    def read(self, fields: Fields, asking: Asking) -> Read:
        read, found = read_date_box(fields, unknown=self.question.unknown)
        if found:
            return Read(None, found)
        return Read(None) if read is None else self.judge(read, asking)

    def check(self, value: Any, asking: Asking) -> Read:
        read = restore_date(value)
        return self.refuse_shape() if read is None else self.judge(read, asking)

    def judge(self, read: ResidentDate, asking: Asking) -> Read:
        """Check a day that was read against what the question asks for."""
        if not self.question.unknown and (read.value is None or read.precision != "day"):
            return Read(None, [self.problem("incomplete", _NEED_DAY)])
        found = self._check_limits(read, asking)
        if not found and read.value is not None:
            found = self._check_day(read.value, asking)
        return Read(read.as_answer() if not found else None, found)

    def _check_limits(self, read: ResidentDate, asking: Asking) -> list[Found]:
        frame = asking.frame
        first = self.first(frame) if self.first else None
        last = self.last(frame) if self.last else None
        if last is None and self.question.birth:
            last = asking.ctx.today
        if isinstance(first, date) and read.latest is not None and read.latest < first:
            template = _PAST if first == asking.ctx.today else _TOO_EARLY
            return [self.problem("too_early", template, limit=in_words(first))]
        if isinstance(last, date) and read.earliest is not None and read.earliest > last:
            template = _FUTURE if last == asking.ctx.today else _TOO_LATE
            return [self.problem("too_late", template, limit=in_words(last))]
        return []

    def _check_day(self, day: date, asking: Asking) -> list[Found]:
        age = asking.ctx.today.year - day.year
        if self.question.birth and age > _OLDEST:
            return [self.problem("too_early", _OLD, part="year", day=in_words(day), age=age)]
        calendar = asking.ctx.calendar
        near = abs(asking.ctx.today.year - day.year) <= 50
        if self.question.open_day and calendar is not None and near and not calendar.is_open(day):
            reason = calendar.reason(day)
            return [self.problem("closed_day", _CLOSED, day=in_words(day), reason=reason)]
        return []

    def show(self, value: Any, lang: str) -> str:
        return show_date(value, lang)

    def to_form(self, value: Any) -> Parts:
        return date_to_form(value)


def restore_date(value: Any) -> ResidentDate | None:
    """The date of a canonical value of whatever shape; None where it is not one."""
    if not isinstance(value, dict) or value.keys() != {"value", "text", "precision"}:
        return None
    day, written, precision = value["value"], value["text"], value["precision"]
    if not isinstance(written, str) or len(written) > 80 or precision not in _PRECISIONS:
        return None
    if day is not None and not isinstance(day, str):
        return None
    return _restore_plain(day, written, precision) or _restore_written(value)


def _restore_plain(day: str | None, written: str, precision: str) -> ResidentDate | None:
    """The usual case, without reading the words."""
    if precision != "day" or day is None or len(day) != 10:
        return None
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return None
    western = f"{read.year}年{read.month}月{read.day}日"
    if written not in (western, format_wareki(read)):
        return None
    return ResidentDate(read, written, "day", read, read)


def _restore_written(value: dict[str, Any]) -> ResidentDate | None:
    try:
        read = parse_resident_date(value["text"])
    except DateRefused:
        return None
    return read if read.as_answer() == value else None


def in_words(day: date) -> TextValue:
    """A day for readers of each language."""
    return text(format_date(day), format_date(day, "en"), format_date(day, "easy"))


def show_date(value: Any, lang: str) -> str:
    """昭和63年4月12日(1988年), as typed where no single day is certain."""
    read = restore_date(value)
    if read is None:
        return str(value.get("text", "")) if isinstance(value, dict) else str(value)
    if read.value is None or read.precision != "day":
        return read.text
    if lang == "en":
        return f"{format_date(read.value, 'en').partition(', ')[2]} ({format_wareki(read.value)})"
    return f"{format_wareki(read.value)}({read.value.year}年)"


def date_to_form(value: Any) -> Parts:
    """The fields of a date box; what does not fit into it goes to ``text``."""
    written = str(value.get("text") or "") if isinstance(value, dict) else ""
    if isinstance(value, dict) and value.get("precision") == "unknown":
        return {"unknown": ["yes"]}
    parts = split_for_box(written)
    if parts is None:
        return {"text": [written]}
    return {name: [part] for name, part in zip(("era", "year", "month", "day"), parts, strict=True)}


_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm)?(?P<h>[0-9]{1,2})(?:[:;.時](?P<m>[0-9]{1,2})?分?)?(?P<after>am|pm)?"
)
_PACKED = re.compile(r"(?P<half>)(?P<h>[0-9]{1,2})(?P<m>[0-9]{2})(?P<after>)")
_NOT_A_TIME = text(
    "「{label}」は時と分を入れてください。例: 9:30",
    "Enter hours and minutes for “{label}”, such as 9:30.",
    "「{label}」は 時間と 分を 書いてください。例: 9:30",
)
_OUTSIDE = text(
    "「{label}」は{first}から{last}までの時刻を入れてください。いまは{shown}です。",
    "“{label}” must lie between {first} and {last}. You entered {shown}.",
    "「{label}」は {first}から {last}までです。いまは {shown}です。",
)


class TimeKind(Kind[TimeQuestion]):
    """A time of day, HH:MM."""

    seconds = 10

    def compile(self, compiler: Compiler, path: str) -> None:
        asked = self.question
        wrong = [
            (name, written)
            for name, written in (("earliest", asked.earliest), ("latest", asked.latest))
            if parse_time(written) != written
        ]
        for name, written in wrong:
            compiler.report.add(
                f"{path}.{name}",
                "wrong_type",
                f"時刻は09:30の形で書いてください。いまは「{written}」です。",
                f"Write a time such as 09:30; it says {written}.",
            )
        if not wrong and asked.earliest > asked.latest:
            compiler.report.add(
                f"{path}.earliest",
                "empty_range",
                "始まりの時刻が終わりの時刻より後になっています。",
                "earliest lies after latest.",
            )

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = fields.get()
        if not typed.strip() and (fields.get("hour") or fields.get("minute")):
            typed = f"{fields.get('hour')}:{fields.get('minute')}"
        if not typed.strip():
            return Read(None)
        time = parse_time(typed)
        if time is None:
            return Read(None, [self.problem("not_a_time", _NOT_A_TIME)])
        return self._judge(time)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, str) or len(value) != 5 or parse_time(value) != value:
            return self.refuse_shape()
        return self._judge(value)

    def _judge(self, time: str) -> Read:
        first, last = self.question.earliest, self.question.latest
        if first <= time <= last:
            return Read(time)
        found = self.problem("outside_hours", _OUTSIDE, first=first, last=last, shown=time)
        return Read(None, [found])

    def show(self, value: Any, lang: str) -> str:
        hour, _, minute = str(value).partition(":")
        return str(value) if lang == "en" else f"{int(hour)}時{int(minute):02d}分"


def parse_time(typed: str) -> str | None:
    """Read 9:30, ９時３０分, 午後3時, 0930, 九時半; None if it is no time of day."""
    line = re.sub(r"\s", "", normalise(typed)).lower().replace("半", "30分")
    line = re.sub("[〇一二三四五六七八九十]+", lambda m: str(read_kanji_number(m[0]) or ""), line)
    match = _TIME.fullmatch(line) or _PACKED.fullmatch(line)
    if match is None:
        return None
    hour, minute = int(match["h"]), int(match["m"] or 0)
    half = match["half"] or match["after"]
    if half:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None
