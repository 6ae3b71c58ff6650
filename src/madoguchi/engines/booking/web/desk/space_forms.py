# SPDX-License-Identifier: Apache-2.0
"""What do the forms of a place ask for, which bookings would they hit, and how are they done?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.http import QueryDict

from madoguchi.engines.booking.commands.close_space import close_space
from madoguchi.engines.booking.commands.place_space import place_space, set_hours
from madoguchi.engines.booking.models import OpeningException, OpeningHours, Reservation, Space
from madoguchi.engines.booking.queries.consequences import outside_hours, preview_closing
from madoguchi.engines.booking.rules.desk_refusals import PeopleUnreadable, ReasonMissing
from madoguchi.engines.booking.rules.hours import HOLIDAY, Hours, HoursException
from madoguchi.engines.booking.rules.refusals import RuleWrong
from madoguchi.engines.booking.rules.times import clock_of, instant_of, minute_of
from madoguchi.engines.booking.rules.typed import day_typed
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.text import to_halfwidth_digits

LINES = 6
REASONS = ("maintenance", "event", "other")


@dataclass(frozen=True, slots=True)
class Ready:
    """A form that was read: what it would hit, and how it is done."""

    hits: tuple[Reservation, ...]
    run: Callable[[Actor, datetime], object]

    @property
    def mark(self) -> str:
        """What was seen in the preview: other bookings are previewed anew."""
        return sha256("\n".join(one.number for one in self.hits).encode()).hexdigest()[:16]


def hour_lines(space: Space) -> list[dict[str, Sequence[str]]]:
    """The hours as the form shows them, with an empty line to add one."""
    lines: list[dict[str, Sequence[str]]] = [
        {
            "days": [str(bit) for bit in range(8) if row.weekdays >> bit & 1],
            "opens": clock_of(row.opens),
            "closes": clock_of(row.closes),
            "season_from": _season(row.season_from),
            "season_until": _season(row.season_until),
        }
        for row in OpeningHours.objects.filter(space=space)
    ]
    return [*lines, {"days": [], "opens": "", "closes": "", "season_from": "", "season_until": ""}]


def typed_lines(data: QueryDict) -> list[dict[str, Sequence[str]]]:
    """The lines as they were typed, so that a preview or refusal loses nothing."""
    names = ("opens", "closes", "season_from", "season_until")
    count = next((n for n in range(LINES) if f"opens-{n}" not in data), LINES)
    return [
        {"days": data.getlist(f"days-{n}"), **{name: data.get(f"{name}-{n}", "") for name in names}}
        for n in range(count)
    ]


def _season(stamp: int | None) -> str:
    return f"{stamp // 100}/{stamp % 100}" if stamp else ""


def hours_form(space: Space, data: QueryDict, at: datetime) -> Ready:
    """The hours of every week; bookings outside them stay, and are shown before."""
    lines = [line for n in range(LINES) if (line := _line(data, n, today(at))) is not None]
    kept = [one.as_rule() for one in OpeningException.objects.filter(space=space)]
    hits = outside_hours(space, lines, kept, at=at)

    def run(actor: Actor, at: datetime) -> None:
        set_hours(space=space.key, hours=lines, actor=actor, at=at)

    return Ready(tuple(hits), run)


def _line(data: QueryDict, number: int, on: date) -> Hours | None:
    opens, closes = (
        data.get(f"opens-{number}", "").strip(),
        data.get(f"closes-{number}", "").strip(),
    )
    days = {int(one) for one in data.getlist(f"days-{number}") if one in set("01234567")}
    if not opens and not closes:
        return None
    if not days:
        raise RuleWrong(why="時間を入れた行には、曜日も選んでください")
    first, last = minute_of(opens), minute_of(closes)
    if last <= first:
        raise RuleWrong(why="閉まる時刻は、開く時刻より後にしてください")
    season = _read_season(data, number, on)
    return Hours(sum(HOLIDAY if one == 7 else 1 << one for one in days), first, last, season)


def _read_season(data: QueryDict, number: int, on: date) -> tuple[int, int] | None:
    words = [data.get(f"season_{one}-{number}", "").strip() for one in ("from", "until")]
    if not any(words):
        return None
    first, last = (day_typed(one, on) for one in words)
    return first.month * 100 + first.day, last.month * 100 + last.day


def exception_form(space: Space, data: QueryDict, at: datetime) -> Ready:
    """Other hours, or none, on some days."""
    on = today(at)
    first = day_typed(data.get("from_on", ""), on)
    last = day_typed(data.get("until_on", "") or first.isoformat(), on)
    opens, closes = data.get("opens", "").strip(), data.get("closes", "").strip()
    times = (minute_of(opens), minute_of(closes)) if opens or closes else (0, 0)
    if last < first or times[1] < times[0]:
        raise RuleWrong(why="終わりは、始まりより後にしてください")
    one = HoursException(first, last, *times)
    lines = [row.as_rule() for row in OpeningHours.objects.filter(space=space)]
    kept = [row.as_rule() for row in OpeningException.objects.filter(space=space)]
    hits = outside_hours(space, lines, [*kept, one], at=at)
    inside = [row for row in hits if first <= _day(row) <= last]

    def run(actor: Actor, at: datetime) -> None:
        if one not in kept:  # pressed twice
            set_hours(space=space.key, hours=lines, exceptions=[one], actor=actor, at=at)

    return Ready(tuple(inside), run)


def _day(row: Reservation) -> date:
    return today(row.starts_at)


def closing_form(space: Space, data: QueryDict, at: datetime) -> Ready:
    """Out of use for a time: what is booked ends, and people are told."""
    on, words, reason = today(at), data.get("words", "").strip()[:400], data.get("reason", "")
    if not words or reason not in REASONS:
        raise ReasonMissing
    starts_at = instant_of(
        day_typed(data.get("from_day", ""), on), minute_of(data.get("from_time", ""))
    )
    ends_at = instant_of(
        day_typed(data.get("until_day", ""), on), minute_of(data.get("until_time", ""))
    )
    if ends_at <= starts_at:
        raise RuleWrong(why="終わりは、始まりより後にしてください")
    found = preview_closing([space.key], starts_at, ends_at)

    def run(actor: Actor, at: datetime) -> None:
        close_space(
            space=space.key, starts_at=starts_at, ends_at=ends_at, reason=reason, words=words,
            actor=actor, at=at, cancel_bookings=True,
        )  # fmt: skip

    return Ready((*found.bookings, *found.under_way), run)


def capacity_form(space: Space, data: QueryDict, at: datetime) -> Ready:  # noqa: ARG001 - a form takes all
    """Name, number of people, door, in use or not."""
    number = to_halfwidth_digits(data.get("capacity", "")).strip() or "1"
    if not (number.isascii() and number.isdigit() and 0 < int(number[:7]) < 1_000_000):
        raise PeopleUnreadable(written=number[:12])
    title: Mapping[str, str] = {**space.title, "ja": data.get("title", "").strip()[:100]}
    if not title["ja"]:
        raise RuleWrong(why="場所の名前を入れてください")
    more = {"door": data.get("door", "").strip()[:80], "is_active": bool(data.get("is_active"))}

    def run(actor: Actor, at: datetime) -> None:
        place_space(
            key=space.key, title=title, section=space.section, kind=space.kind,
            parent=space.parent.key if space.parent else "", capacity=int(number), more=more,
            actor=actor, at=at,
        )  # fmt: skip

    return Ready((), run)


FORMS: dict[str, Callable[[Space, QueryDict, datetime], Ready]] = {
    "hours": hours_form,
    "exception": exception_form,
    "closure": closing_form,
    "place": capacity_form,
}
"""Verb of the address → how its form is read."""
