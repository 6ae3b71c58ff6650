# SPDX-License-Identifier: Apache-2.0
"""What did somebody fill in for a series, and which times did they choose date by date?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from madoguchi.engines.booking.commands.look_ahead import Occurrence
from madoguchi.engines.booking.models import Offer, Reservation
from madoguchi.engines.booking.queries.leaving import leaving_of
from madoguchi.engines.booking.queries.people import find_group
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.refusals import NotASlot
from madoguchi.engines.booking.rules.series import EVERY, Place, SeriesWish
from madoguchi.engines.booking.rules.times import minute_of
from madoguchi.engines.booking.rules.wanted import Channel
from madoguchi.engines.booking.web.rules.frame import day_and_span, money, short_day, span
from madoguchi.kernel.date_refusals import DateRefused
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise
from madoguchi.platform.screens.wording import say

FIELDS = ("space", "every", "first", "last", "starts", "ends", "people", "purpose", "group")
CALLER = ("name", "phone")
LATEST = 4102444800
"""The year 2100."""


@dataclass
class SeriesForm:
    """The form as typed, what is wrong with it, and the wish if it can be read."""

    typed: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    wish: SeriesWish | None = None

    @property
    def is_asked(self) -> bool:
        """Whether anything was filled in yet."""
        return bool(self.typed["first"])


def read_form(
    data: QueryDict, offer: Offer, names: Mapping[str, str], lang: str, *, by_staff: bool = False
) -> SeriesForm:
    """Read what was typed; nothing of it is lost."""
    more = CALLER if by_staff else ()
    typed = {name: normalise(data.get(name, "")).strip()[:80] for name in (*FIELDS, *more)}
    form = SeriesForm(typed)
    if not form.is_asked:
        typed["people"] = typed["people"] or "1"
        return form
    reading = _Reading(form, lang)
    first, last = reading.day("first"), reading.day("last")
    starts, ends = reading.clock("starts"), reading.clock("ends")
    people = reading.number("people")
    if names and typed["space"] not in names:
        form.faults["space"] = say("booking.series.space_needed", lang)
    every = next((one for one in EVERY if one == typed["every"]), None)
    if every is None:
        form.faults["every"] = say("booking.series.every_needed", lang)
    if by_staff and not typed["name"]:
        form.faults["name"] = say("booking.series.name_needed", lang)
    rules = offer.read_rules()
    if rules.purposes and typed["purpose"] not in rules.purposes:
        form.faults["purpose"] = say("booking.series.purpose_needed", lang)
    if form.faults or first is None or last is None or starts is None or ends is None:
        return form
    if every is not None and people is not None:
        channel: Channel = "phone" if by_staff else "web"
        contact = {name: typed[name] for name in more if typed[name]}
        form.wish = SeriesWish(
            offer=offer.key, first_on=first, last_on=last, every=every, starts=starts, ends=ends,
            space=typed["space"], people=people, purpose=typed["purpose"],
            group_id=_group(typed["group"]), channel=channel, contact=contact,
        )  # fmt: skip
    return form


def _group(written: str) -> UUID | None:
    """The chosen group; whether it may be booked for is asked when it is booked."""
    try:
        found = find_group(UUID(written)) if written else None
    except ValueError:
        return None
    return found.id if found else None


class _Reading:
    def __init__(self, form: SeriesForm, lang: str) -> None:
        self.form, self.lang = form, lang

    def day(self, name: str) -> date | None:
        """A day in any writing."""
        try:
            return parse_date(self.form.typed[name])
        except DateRefused as refusal:
            self.form.faults[name] = refusal.message.pick(self.lang)
            return None

    def clock(self, name: str) -> int | None:
        """A time of day; 24:00 is the end of it."""
        try:
            return minute_of(self.form.typed[name])
        except Refusal as refusal:
            self.form.faults[name] = refusal.message.pick(self.lang)
            return None

    def number(self, name: str) -> int | None:
        """A number of people."""
        written = self.form.typed[name]
        if written.isascii() and written.isdigit() and 0 < int(written) < 100_000:
            return int(written)
        self.form.faults[name] = say("booking.rules.number_needed", self.lang)
        return None


def value_of(place: Place) -> str:
    """A time at a place as a form sends it."""
    return f"{place.space}|{int(place.starts_at.timestamp())}|{int(place.ends_at.timestamp())}"


def read_place(written: str) -> Place:
    """The same back.

    Raises:
        NotASlot: it is not of that form.
    """
    space, _, rest = written[:120].partition("|")
    parts = rest.split("|")
    if len(parts) != 2 or not all(p.isascii() and p.isdigit() and int(p) < LATEST for p in parts):
        raise NotASlot
    first, last = (datetime.fromtimestamp(int(one), tz=UTC) for one in parts)
    return Place(first, last, space)


def read_chosen(data: QueryDict, found: Sequence[Occurrence]) -> list[Place]:
    """What was chosen for each date; a date that was left out is not among them."""
    written = [data.get(f"on.{one.on.isoformat()}", "") for one in found]
    return [read_place(one) for one in written if one]


def rows_shown(
    found: Sequence[Occurrence], data: QueryDict | None, names: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """One row per date with its choices; what was chosen before stays chosen if it can be had."""
    return [_row(one, data, names, lang) for one in found]


def _row(
    one: Occurrence, data: QueryDict | None, names: Mapping[str, str], lang: str
) -> dict[str, Any]:
    name = f"on.{one.on.isoformat()}"
    own = Place(one.wanted.starts_at, one.wanted.ends_at, one.wanted.space)
    places = [] if one.why else [own]
    places += one.instead
    options = [
        {"value": value_of(place), "label": _words(place, own, names, one, lang)}
        for place in places
    ]
    options.append({"value": "", "label": say("booking.series.leave_out", lang)})
    values = [option["value"] for option in options]
    before = data.get(name) if data is not None else None
    chosen = before if before in values else (values[0] if one.why is None else "")
    return {
        "name": name,
        "day": short_day(one.on, lang),
        "free": one.why is None,
        "why": one.why.message.pick(lang) if one.why else "",
        "options": options,
        "chosen": chosen,
    }


def _words(place: Place, own: Place, names: Mapping[str, str], one: Occurrence, lang: str) -> str:
    time, where = span(place.starts_at, place.ends_at), names.get(place.space, "")
    if place == own:
        return say("booking.series.as_wished", lang, time=time, money=money(one.yen, lang))
    key = "other_time" if place.space == own.space else "other_place"
    return say(f"booking.series.{key}", lang, time=time, place=where)


def total_yen(found: Sequence[Occurrence]) -> int:
    """What all free dates cost together."""
    return sum(one.yen for one in found if one.why is None)


def purposes_of(rules: OfferRules, lang: str) -> list[tuple[str, str]]:
    """The purposes by their names."""
    return sorted(((key, rules.word(key, lang)) for key in rules.purposes), key=lambda one: one[1])


def date_rows(rows: Sequence[Reservation], *, at: datetime, lang: str) -> list[dict[str, Any]]:
    """The bookings of a series for its page."""
    found = []
    for row in rows:
        open_ = row.state in {"held", "won", "confirmed"} and row.starts_at > at
        leaving = leaving_of(row, at=at)
        found.append(
            {
                "number": row.number,
                "when": day_and_span(row.starts_at, row.ends_at, lang),
                "place": (row.space.title.get(lang) or row.space.title["ja"]) if row.space else "",
                "state": say(f"booking.series.state.{row.state}", lang),
                "yen": money(row.amount_yen, lang),
                "may_cancel": open_ and not leaving.is_too_late(at),
                "owed": leaving.owed_yen,
                "owed_words": money(leaving.owed_yen, lang),
            }
        )
    return found
