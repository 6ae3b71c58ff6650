# SPDX-License-Identifier: Apache-2.0
"""What did a person mean with what stands in a date box (era, year, month, day)?"""

import re
from datetime import date

from madoguchi.kernel.dates import ResidentDate, parse_resident_date, read_resident_date
from madoguchi.kernel.definition.kinds.base import Fields, Found, say
from madoguchi.kernel.eras import (
    GREGORIAN,
    DateRefused,
    OutsideEra,
    find_era,
    format_era_year,
    format_wareki,
    is_gregorian_name,
    parse_wareki,
    split_written_date,
)
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import TextValue, text

_YEAR = re.compile(r"(?P<era>[^0-9元]*)(?P<y>元|[0-9]{1,4})年?(?:度)?")
_PARTS: dict[str, TextValue] = {
    "year": text("年", "the year", "年"),
    "month": text("月", "the month", "月"),
    "day": text("日", "the day", "日"),
}
_INCOMPLETE = text(
    "{parts}も入れてください。例: 令和8年11月20日",
    "Enter {parts} too, such as 令和8年11月20日 (2026-11-20).",
    "{parts}も 書いてください。例: 令和8年11月20日",
)
_SHORT_YEAR = text(
    "西暦は4けたで入れてください。いまは「{year}」です。昭和や平成の年なら、元号を選び直してください。",
    "Enter a Western year with four digits; it says “{year}”. For a Japanese year, choose its era.",
    "西暦は 4けたです。いまは 「{year}」です。昭和や 平成の 年なら、元号を えらんでください。",
)
_OTHER_ERA = text(
    "西暦{year}年は{right}です。元号を「西暦」にするか、{right}と入れてください。",
    "The year {year} is {right}. Choose 西暦 (Western year) or enter {right}.",
    "{year}年は {right}です。「西暦」を えらぶか、{right}と 書いてください。",
)

Box = tuple[str, str, str, str]


def read_date_box(fields: Fields, *, unknown: bool) -> tuple[ResidentDate | None, list[Found]]:
    """Read the fields of a date; (None, []) where nothing was typed.

    Takes an era or a whole date in the year field (S63, 令和元年, 2026/11/20), a Western year under
    an era that it lies in, and one line in the field itself. With ``unknown`` also the box
    ``unknown``, a line in ``text`` (令和8年春), and missing months and days.
    """
    if unknown and fields.get("unknown"):
        return parse_resident_date("年月日不詳"), []
    plain = _read_plain(fields)
    if plain is not None:
        return plain, []
    box = _typed_box(fields)
    line = fields.get() or (fields.get("text") if unknown else "")
    if not any(box[1:]):
        return _read_line(line, unknown=unknown) if line.strip() else (None, [])
    found = _check_box(box, unknown=unknown)
    if found:
        return None, [found]
    try:
        return read_resident_date(*_settle_era(box), uncertain=unknown), []
    except OutsideEra as refusal:
        return None, [_of_refusal(refusal) if len(box[1]) < 4 else _other_era(box, refusal)]
    except DateRefused as refusal:
        return None, [_of_refusal(refusal)]


def split_for_box(written: str) -> Box | None:
    """The four fields of a written date that a box can hold; None for words like 令和8年春."""
    parts = split_written_date(written)
    if parts is not None and parts[0]:
        return parts
    match = re.fullmatch(
        r"(?P<era>[^0-9元]*)(?P<y>元|[0-9]{1,4})年(?:月日不詳|(?P<m>[0-9]{1,2})月日不詳)", written
    )
    if match is None:
        return None
    era = match["era"] or (GREGORIAN if len(match["y"]) == 4 else "")
    return (era, match["y"], match["m"] or "", "") if era else None


def _read_plain(fields: Fields) -> ResidentDate | None:
    """The usual case at once: an era that is one, and plain digits that make a day of it."""
    era, year = fields.get("era"), fields.get("year")
    month, day = fields.get("month"), fields.get("day")
    if not (f"{year}{month}{day}".isdecimal() and year and month and day and len(year) <= 4):
        return None
    named = None if era in ("", GREGORIAN) else find_era(era)
    if named is None and (len(year) != 4 or era not in ("", GREGORIAN)):
        return None
    first = named.first_year - 1 if named else 0
    try:
        read = date(first + int(year), int(month), int(day))
    except ValueError:
        return None
    if named is None:
        return ResidentDate(read, f"{read.year}年{read.month}月{read.day}日", "day", read, read)
    if not named.includes(read):
        return None
    return ResidentDate(read, format_wareki(read), "day", read, read)


def _typed_box(fields: Fields) -> Box:
    era, year, month, day = (
        re.sub(r"\s", "", normalise(fields.get(part))) for part in ("era", "year", "month", "day")
    )
    if year and not month and not day:
        whole = split_written_date(year)
        if whole is not None:
            return (whole[0] or era, *whole[1:])
    match = _YEAR.fullmatch(year)
    if match is not None:
        year = match["y"]
        if match["era"] and (find_era(match["era"]) or is_gregorian_name(match["era"])):
            era = match["era"]
        elif match["era"]:
            year = match[0]
    return era, year, month.removesuffix("月"), day.removesuffix("日")


def _read_line(line: str, *, unknown: bool) -> tuple[ResidentDate | None, list[Found]]:
    try:
        return parse_resident_date(line), []
    except DateRefused as refusal:
        return None, [_of_refusal(refusal)._replace(part="text" if unknown else refusal.part)]


def _check_box(box: Box, *, unknown: bool) -> Found | None:
    era, year, month, day = box
    missing = [
        name for name, typed in (("year", year), ("month", month), ("day", day)) if not typed
    ]
    allowed = unknown and (missing in (["day"], ["month", "day"]))
    if missing and not allowed:
        parts = text(
            "と".join(_PARTS[name].ja for name in missing),
            " and ".join(str(_PARTS[name].en) for name in missing),
            "と ".join(_PARTS[name].ja for name in missing),
        )
        return Found(missing[0], "incomplete", say(_INCOMPLETE, parts=parts))
    if is_gregorian_name(era) and year.isdigit() and len(year) < 4:
        return Found("year", "short_year", say(_SHORT_YEAR, year=year))
    return None


def _settle_era(box: Box) -> Box:
    """A four-digit year is a Western one: drop an era that it lies in, or that is missing."""
    era, year, month, day = box
    if len(year) != 4 or is_gregorian_name(era):
        return box
    named = find_era(era)
    if named is None:
        return (GREGORIAN, year, month, day) if not era else box
    western = parse_wareki(GREGORIAN, year, month or 12, day or (28 if month else 31))
    if named.includes(western):
        return named.name, str(named.year_of(western)), month, day
    suggestion = western
    raise OutsideEra(text(str(western)), suggestion=suggestion)


def _other_era(box: Box, refusal: OutsideEra) -> Found:
    right = format_era_year(refusal.suggestion)
    return Found("era", "outside_era", say(_OTHER_ERA, year=box[1], right=right))


def _of_refusal(refusal: DateRefused) -> Found:
    return Found(refusal.part, refusal.code.removeprefix("date."), refusal.message)
