# SPDX-License-Identifier: Apache-2.0
"""What does a list of invited children (健診の対象者名簿) say, line by line?"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.people import months_old
from madoguchi.engines.booking.rules.refusals import BookingRefusal
from madoguchi.kernel.date_refusals import DateRefused
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import TextValue, text

MOST_LINES = 5000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("案内番号", "番号", "number"),
    "name": ("氏名", "児童氏名", "name"),
    "kana": ("氏名カナ", "フリガナ", "カナ", "kana"),
    "birth_on": ("生年月日", "birth", "birth_on"),
    "family": ("世帯番号", "世帯", "family"),
    "book_until": ("予約期限", "期限", "book_until"),
}
NEEDED = ("number", "name", "birth_on")
_NUMBER = re.compile(r"[0-9A-Z]{4,20}")
_OLDEST_MONTHS = 20 * 12


class ListUnreadable(BookingRefusal):
    """The file is no list that can be read."""

    code = "booking.list_unreadable"
    sentence = text(
        "この名簿は読めません。{why}", "This list cannot be read. {why_en}", "よめません。{why}"
    )
    what_next = text(
        "1行目に「案内番号」「氏名」「生年月日」の見出しがあるCSVを、UTF-8かShift_JIS(CP932)で"
        "保存して、もう一度選んでください。まだ何も取り込んでいません。",
        "Save a CSV with the headings 案内番号, 氏名 and 生年月日 in UTF-8 or Shift_JIS (CP932) and "
        "choose it again. Nothing has been imported.",
        "CSVを なおして、もういちど えらんで ください。",
    )


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """One line of the list; ``problems`` say what keeps it from being imported."""

    line: int
    number: str
    name: str
    kana: str = ""
    birth_on: date | None = None
    family: str = ""
    book_until: date | None = None
    problems: tuple[TextValue, ...] = ()
    notes: tuple[TextValue, ...] = ()
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InvitedList:
    """A list as it was read: its writing, its headings, its lines."""

    encoding: str
    headings: tuple[str, ...]
    ignored: tuple[str, ...]
    lines: tuple[InvitedLine, ...]


def read_list(content: bytes, rules: OfferRules, *, on: date) -> InvitedList:
    """Read a CSV; lines that are wrong stay in it with the reason.

    Raises:
        ListUnreadable: not text, no headings, a heading is missing, or too long.
    """
    written, encoding = _decode(content)
    rows = [row for row in csv.reader(io.StringIO(written, newline="")) if any(map(str.strip, row))]
    if not rows:
        raise ListUnreadable(why="中身がありません。", why_en="It is empty.")
    headings = tuple(normalise(one).strip() for one in rows[0])
    places = _places(headings)
    if len(rows) - 1 > MOST_LINES:
        raise ListUnreadable(
            why=f"{MOST_LINES}行までにしてください。", why_en=f"At most {MOST_LINES} lines."
        )
    known = set(places.values())
    ignored = tuple(one for n, one in enumerate(headings) if n not in known and one)
    lines = tuple(
        _mark_twice(_line(n, row, places, rules, on=on) for n, row in enumerate(rows[1:], 2))
    )
    return InvitedList(encoding, headings, ignored, lines)


def _decode(content: bytes) -> tuple[str, str]:
    """UTF-8 with or without mark, else CP932; the first line that is neither is named."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in written:
            return written, {"utf-8-sig": "UTF-8", "cp932": "Shift_JIS(CP932)"}[encoding]
    line = next((n for n, one in enumerate(content.split(b"\n"), 1) if not _readable(one)), 1)
    raise ListUnreadable(
        why=f"{line}行目の文字が、UTF-8でもShift_JISでもありません。",
        why_en=f"Line {line} is neither UTF-8 nor Shift_JIS.",
    )


def _readable(line: bytes) -> bool:
    try:
        line.decode("cp932")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in line


def _places(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in COLUMNS.items():
        for n, heading in enumerate(headings):
            if heading.lower() in words and name not in found:
                found[name] = n
    missing = [COLUMNS[name][0] for name in NEEDED if name not in found]
    if missing:
        raise ListUnreadable(
            why=f"「{'」「'.join(missing)}」の見出しがありません。",
            why_en=f"Missing headings: {', '.join(missing)}.",
        )
    return found


def _line(
    n: int, row: Sequence[str], places: Mapping[str, int], rules: OfferRules, *, on: date
) -> InvitedLine:
    def cell(name: str) -> str:
        place = places.get(name, -1)
        return normalise(row[place]).strip() if 0 <= place < len(row) else ""

    problems: list[TextValue] = []
    number = normal_number(cell("number"))
    if not _NUMBER.fullmatch(number):
        problems.append(
            text(
                "案内番号は、4文字から20文字の英数字にしてください。",
                "The number has 4 to 20 letters and digits.",
            )
        )
    if not cell("name"):
        problems.append(text("氏名がありません。", "The name is missing."))
    birth_on = _date(cell("birth_on"), problems, needed="生年月日")
    until = _date(cell("book_until"), problems, needed="")
    notes: list[TextValue] = []
    if birth_on is not None:
        _check_birth(birth_on, rules, problems, notes, on=on)
    if until is not None and until < on:
        notes.append(text("予約の期限が過ぎています。", "The last day to book has passed."))
    return InvitedLine(
        n, number, cell("name"), cell("kana"), birth_on, normal_number(cell("family")), until,
        tuple(problems), tuple(notes), tuple(row),
    )  # fmt: skip


def normal_number(written: str) -> str:
    """A number as it is compared: half width, capitals, no hyphens and spaces."""
    return re.sub(r"[-\s]", "", unify_hyphens(normalise(written))).upper()


def _date(written: str, problems: list[TextValue], *, needed: str) -> date | None:
    if not written:
        if needed:
            problems.append(text(f"{needed}がありません。", "The date of birth is missing."))
        return None
    try:
        return parse_date(written)
    except DateRefused as refusal:
        problems.append(refusal.message)
        return None


def _check_birth(
    birth_on: date,
    rules: OfferRules,
    problems: list[TextValue],
    notes: list[TextValue],
    *,
    on: date,
) -> None:
    if birth_on > on:
        problems.append(text("生年月日が今日より後です。", "The date of birth lies ahead."))
        return
    first, last = eligible_days(birth_on, rules)
    if last < on:
        notes.append(
            text(
                "対象の月齢を過ぎているため、予約できる日がありません。",
                "Past the age of this check-up: there is no day to book.",
            )
        )
    elif first > on:
        notes.append(
            text(
                f"{first.year}年{first.month}月{first.day}日から対象の月齢になります。",
                f"Of the age from {first.isoformat()} on.",
            )
        )


def _mark_twice(lines: Iterator[InvitedLine]) -> Iterator[InvitedLine]:
    seen: dict[str, int] = {}
    for one in lines:
        first = seen.setdefault(one.number, one.line) if one.number else one.line
        if first == one.line:
            yield one
            continue
        twice = text(f"案内番号が{first}行目と同じです。", f"The same number as in line {first}.")
        yield InvitedLine(
            one.line, one.number, one.name, one.kana, one.birth_on, one.family, one.book_until,
            (*one.problems, twice), one.notes, one.raw,
        )  # fmt: skip


def eligible_days(birth_on: date, rules: OfferRules) -> tuple[date, date]:
    """The first and the last day on which a child has the age of the offer (対象の期間)."""
    eligible = rules.eligible
    low = max(eligible.months_from or 0, (eligible.age_from or 0) * 12)
    high = min(
        eligible.months_until if eligible.months_until is not None else _OLDEST_MONTHS,
        (eligible.age_until + 1) * 12 - 1 if eligible.age_until is not None else _OLDEST_MONTHS,
    )
    return month_day(birth_on, low), month_day(birth_on, high + 1) - timedelta(days=1)


def month_day(birth_on: date, months: int) -> date:
    """The day on which a child becomes so many months old; the last of a month that is short."""
    number = birth_on.year * 12 + birth_on.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    after = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return min(first + timedelta(days=birth_on.day - 1), after - timedelta(days=1))


def is_of_age(birth_on: date, rules: OfferRules, on: date) -> bool:
    """Whether a child has the age of the offer on a day."""
    first, last = eligible_days(birth_on, rules)
    return first <= on <= last and months_old(birth_on, on) >= 0


def write_wrong(found: InvitedList) -> bytes:
    """The lines that were not imported, with the reason, as a CSV that a spreadsheet opens."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*found.headings, "直すところ"])
    width = len(found.headings)
    for one in found.lines:
        if one.problems:
            cells = [*one.raw, *[""] * width][:width]
            writer.writerow([*map(_safe, cells), " ".join(p.ja for p in one.problems)])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
