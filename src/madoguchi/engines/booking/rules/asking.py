# SPDX-License-Identifier: Apache-2.0
"""What does somebody look for who writes 「土曜の午後 体育館 12人」, or "a court on Saturday afternoon"?"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from madoguchi.kernel.business_days import national_holidays
from madoguchi.kernel.text import normalise

NOON, EVENING, DAY_END = 720, 1020, 1440
PARTS: dict[str, tuple[int, int]] = {
    "am": (0, NOON),
    "pm": (NOON, EVENING + 60),
    "night": (EVENING, DAY_END),
}
"""Parts of the day; a time belongs to the part in which it begins."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty fields do not matter. ``weekdays``: 0 Monday … 6, 7 holidays."""

    words: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    first: date | None = None
    last: date | None = None
    parts: frozenset[str] = frozenset()
    starts_from: int | None = None
    minutes: int = 0
    people: int = 0

    def wants_day(self, day: date) -> bool:
        """Whether the weekday fits; a national holiday counts as Sunday where Sunday is wanted."""
        if not self.weekdays:
            return True
        holiday = day in national_holidays(day.year)
        return day.weekday() in self.weekdays or (holiday and bool({6, 7} & self.weekdays))

    def wants_start(self, minute: int) -> bool:
        """Whether a time that begins at this minute of the day fits."""
        if self.starts_from is not None and minute < self.starts_from:
            return False
        return not self.parts or any(
            PARTS[part][0] <= minute < PARTS[part][1] for part in self.parts
        )


@dataclass
class _Reading:
    rest: str
    today: date
    found: Asked = field(default_factory=Asked)

    def take(self, pattern: str, use: Callable[[re.Match[str]], dict[str, object]]) -> None:
        """Let each match change what is asked, and take it out of the text."""

        def one(match: re.Match[str]) -> str:
            self.found = replace(self.found, **use(match))  # type: ignore[arg-type]
            return " "

        self.rest = re.sub(pattern, one, self.rest)


_WEEKDAYS = "月火水木金土日"
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_DAY = r"\b(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b"
_MANY_DAYS = {
    r"土日祝?日?|週末|\bweekends?\b": frozenset({5, 6, 7}),
    r"平日|\bweekdays?\b": frozenset({0, 1, 2, 3, 4}),
    r"祝日|\bholidays?\b": frozenset({7}),
}
_PART_WORDS = {
    "am": r"午前中?|朝|\bmorning\b|\bam\b",
    "pm": r"午後|昼(?:間|すぎ)?|\bafternoon\b|\bpm\b",
    "night": r"夜間?|夕方|\bevening\b|\bnight\b",
}
_KIND_WORDS = {
    "course": r"講座|教室|催し|イベント|\bcourses?\b|\bclass(?:es)?\b|\bevents?\b",
    "checkup": r"(?:乳幼児|赤ちゃん|子ども)?(?:の)?(?:健診|健康診査)|けんしん|\bcheck-?ups?\b",
    "pickup": r"粗大(?:ごみ|ゴミ)?|そだいごみ|\bbulky(?: waste)?\b",
    "consultation": r"相談|そうだん|\bconsultations?\b",
    "counter": r"窓口|まどぐち|\bcounters?\b|\bappointments?\b",
}
_SPOKEN_DAYS: dict[str, Callable[[date], tuple[date, date]]] = {
    r"今日|きょう|本日|\btoday\b": lambda on: (on, on),
    r"明日|あした|あす|\btomorrow\b": lambda on: (on + timedelta(1), on + timedelta(1)),
    r"あさって|明後日": lambda on: (on + timedelta(2), on + timedelta(2)),
    r"今週|\bthis week\b": lambda on: (on, on + timedelta(6 - on.weekday())),
    r"来週|\bnext week\b": lambda on: (
        on + timedelta(7 - on.weekday()),
        on + timedelta(13 - on.weekday()),
    ),
    r"今月|\bthis month\b": lambda on: (on, _month_end(on)),
    r"来月|\bnext month\b": lambda on: (
        _month_end(on) + timedelta(1),
        _month_end(_month_end(on) + timedelta(1)),
    ),
}
_FILLER = frozenset(
    [
        "a",
        "an",
        "the",
        "on",
        "in",
        "at",
        "for",
        "of",
        "to",
        "with",
        "near",
        "free",
        "please",
        "i",
        "want",
        "need",
        "book",
        "reserve",
        "place",
        "some",
        "any",
        "people",
        "person",
        "空き",
        "空いている",
        "予約",
        "使いたい",
        "したい",
        "借りたい",
        "できる",
        "ところ",
        "場所",
        "探す",
    ]
)


def read_words(written: str, *, today: date) -> Asked:
    """What the words ask for; what is not understood stays in ``words`` and is looked up in names."""
    reading = _Reading(unicodedata.normalize("NFKC", normalise(written)).lower()[:200], today)
    _read_numbers(reading)
    _read_days(reading)
    for part, pattern in _PART_WORDS.items():
        reading.take(pattern, partial(_add_part, reading, part))
    for kind, pattern in _KIND_WORDS.items():
        if re.search(pattern, reading.rest):
            reading.found = replace(reading.found, kinds=reading.found.kinds | {kind})
    return replace(reading.found, words=tuple(_words(reading.rest)))


def _add_part(reading: _Reading, part: str, _: re.Match[str]) -> dict[str, object]:
    return {"parts": reading.found.parts | {part}}


def _add_days(reading: _Reading, days: frozenset[int], _: re.Match[str]) -> dict[str, object]:
    return {"weekdays": reading.found.weekdays | days}


def _spoken(days: tuple[date, date], _: re.Match[str]) -> dict[str, object]:
    return {"first": days[0], "last": days[1]}


def _read_numbers(reading: _Reading) -> None:
    reading.take(r"(\d{1,4})\s*(?:人|名|people|persons)", lambda m: {"people": int(m[1])})
    reading.take(r"(\d{1,2})時間半", lambda m: {"minutes": int(m[1]) * 60 + 30})
    reading.take(r"(\d{1,2})\s*(?:時間|hours?)", lambda m: {"minutes": min(int(m[1]), 24) * 60})
    reading.take(r"(\d{2,3})\s*(?:分間?|minutes?)", lambda m: {"minutes": int(m[1])})
    _read_dates(reading)
    reading.take(
        r"(\d{1,2})(?:時(半)?|:(\d{2}))(?:から|以降|~|〜)?",
        lambda m: {"starts_from": min(int(m[1]) * 60 + (30 if m[2] else int(m[3] or 0)), DAY_END)},
    )


def _read_dates(reading: _Reading) -> None:
    reading.take(
        r"(?:(?P<y>20\d\d)[年/-])?(?P<m>1[0-2]|0?[1-9])(?:月|/|-)(?P<d>3[01]|[12]\d|0?[1-9])日?(?:\([月火水木金土日]\))?",
        lambda m: _day(m["y"], int(m["m"]), int(m["d"]), reading.today),
    )
    reading.take(r"(1[0-2]|[1-9])月", lambda m: _month(int(m[1]), reading.today))


def _day(year: str | None, month: int, day: int, today: date) -> dict[str, object]:
    """A day; without a year the next such day."""
    for candidate in (int(year),) if year else (today.year, today.year + 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return {"first": found, "last": found}
    return {}


def _month(month: int, today: date) -> dict[str, object]:
    year = today.year + (month < today.month)
    first = date(year, month, 1)
    return {"first": max(first, today), "last": _month_end(first)}


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def _read_days(reading: _Reading) -> None:
    for pattern, days in _SPOKEN_DAYS.items():
        reading.take(pattern, partial(_spoken, days(reading.today)))
    for pattern, many in _MANY_DAYS.items():
        reading.take(pattern, partial(_add_days, reading, many))
    reading.take(
        rf"([{_WEEKDAYS}])曜日?",
        lambda m: {"weekdays": reading.found.weekdays | {_WEEKDAYS.index(m[1])}},
    )
    reading.take(
        _EN_DAY, lambda m: {"weekdays": reading.found.weekdays | {_EN_DAYS.index(m[1][:3])}}
    )


def _words(rest: str) -> list[str]:
    """The words that are left, without particles and what says nothing."""
    cut = re.sub(r"(?<=[一-龠々ァ-ヶーa-z0-9 ])[のでをにはがへと](?=[^ぁ-ん]|$)", " ", rest)
    return [one for one in re.split(r"[\s、。,.・!?]+", cut) if one and one not in _FILLER]


SAME = (
    ("体育館", "gym", "gymnasium", "アリーナ", "体育室"),
    ("コート", "court", "テニス", "バスケットボール", "バドミントン", "体育館", "アリーナ"),
    ("会議室", "meeting", "room", "部屋", "集会室", "研修室", "貸室"),
    ("音楽室", "music", "スタジオ", "studio", "バンド", "練習"),
    ("調理室", "kitchen", "料理", "調理"),
    ("グラウンド", "ground", "野球場", "サッカー", "運動場", "field"),
    ("ホール", "hall", "発表会", "講堂"),
    ("スマホ", "スマートフォン", "smartphone", "phone"),
    ("転入", "引っ越し", "引越", "moving", "転出", "転居"),
    ("公民館", "community", "コミュニティ"),
    ("プール", "pool", "水泳", "swimming"),
)
"""Words that people use for the same thing."""


def means(word: str, told: str) -> bool:
    """Whether a name or description speaks of what the word means."""
    if word in told:
        return True
    return any(word in family and any(one in told for one in family) for family in SAME)
