# SPDX-License-Identifier: Apache-2.0
"""How are free times drawn: a month of days, a week of slots, a list of times to press?"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from madoguchi.engines.booking.models import Space
from madoguchi.engines.booking.queries.availability import Slot, SpaceFree
from madoguchi.engines.booking.queries.calendar import DayMark, OfferDays
from madoguchi.engines.booking.rules.fees import Use, calculate_fee
from madoguchi.engines.booking.rules.offer import FreeTimes, Grid
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.runs import longer_times, shortest_of
from madoguchi.engines.booking.rules.times import day_and_minute, last_day_and_minute
from madoguchi.engines.booking.web.citizen.choice import Choice
from madoguchi.engines.booking.web.citizen.frame import (
    clock,
    money,
    pick,
    short_day,
    slot_value,
    span_words,
    text_of,
)
from madoguchi.kernel.business_days import national_holidays
from madoguchi.platform.screens.wording import say

MOST_COLUMNS = 4
SIGNS = {"free": "○", "full": "×", "lottery": "抽", "closed": "休", "early": "前", "past": "–"}


def draw_month(
    days: OfferDays, anchor: date, lang: str, url: Callable[[date], str]
) -> dict[str, Any]:
    """Weeks of days from Monday; days of other months are blank."""
    cells = [_month_cell(mark, lang, url) for mark in days.marks]
    blank = [None] * anchor.replace(day=1).weekday()
    padded: list[dict[str, Any] | None] = [*blank, *cells]
    padded += [None] * (-len(padded) % 7)
    weeks = [padded[n : n + 7] for n in range(0, len(padded), 7)]
    return {"weeks": weeks, "names": say("booking.weekday_names", lang).split(" ")[:7]}


def _month_cell(mark: DayMark, lang: str, url: Callable[[date], str]) -> dict[str, Any]:
    words = say(f"booking.state.{mark.state}", lang, free=mark.free)
    return {
        "day": mark.day.day,
        "state": mark.state,
        "sign": SIGNS[mark.state],
        "count": mark.free if mark.state == "free" else "",
        "spoken": f"{short_day(mark.day, lang)} {words}",
        "url": url(mark.day) if mark.state in {"free", "full", "lottery", "early"} else "",
        "kind": kind_of_day(mark.day),
    }


def kind_of_day(day: date) -> str:
    """``sun`` also for holidays, ``sat``, else empty."""
    if day.weekday() == 6 or day in national_holidays(day.year):
        return "sun"
    return "sat" if day.weekday() == 5 else ""


def draw_week(days: OfferDays, choice: Choice, lang: str, at: datetime) -> dict[str, Any]:
    """A table of days and slots where the slots are few; else days with their times."""
    place = days.places[0] if days.places else None
    columns = _columns(days, place, lang)
    if place is None or not columns:
        return {"columns": [], "days": draw_list(days, choice, lang, at)["days"]}
    pen = _Pen(days, choice, lang, at)
    rows = []
    for mark in days.marks:
        slots = {_minutes(slot): slot for slot in place.slots(mark.day)}
        rows.append(
            {
                "day": f"{mark.day.month}/{mark.day.day}",
                "weekday": short_day(mark.day, lang)[-3:] if lang != "en" else short_day(mark.day, lang)[:3],
                "kind": kind_of_day(mark.day),
                "cells": [
                    pen.cell(place.space, slots.get(key), mark, label) for key, label in columns
                ],
            }
        )  # fmt: skip
    heads = [{"label": label, "note": _short_span(key)} for key, label in columns]
    return {
        "columns": heads,
        "rows": rows,
        "place": pick(place.space.title, lang) if place.space else "",
    }


def _minutes(slot: Slot) -> tuple[int, int]:
    return day_and_minute(slot.starts_at)[1], last_day_and_minute(slot.ends_at)[1]


def _short_span(key: tuple[int, int]) -> str:
    return f"{clock(key[0], 'en')}–{clock(key[1], 'en')}"


def _columns(
    days: OfferDays, place: SpaceFree | None, lang: str
) -> list[tuple[tuple[int, int], str]]:
    """The slots that the days have, when a table can show them on a telephone; else none."""
    times = days.offer.read_rules().times
    if place is None or not isinstance(times, Grid) or not times.parts:
        return []
    titles = {(one.starts, one.ends): text_of(one.title, lang) for one in times.parts}
    if len(titles) > MOST_COLUMNS:
        return []
    return [(key, titles[key] or _part_name(key, lang)) for key in sorted(titles)]


def _part_name(key: tuple[int, int], lang: str) -> str:
    part = "am" if key[0] < 720 else "pm" if key[0] < 1020 else "night"
    return say(f"booking.part_short.{part}", lang)


def draw_list(days: OfferDays, choice: Choice, lang: str, at: datetime) -> dict[str, Any]:
    """Day by day, place by place: the times that can be pressed, and the others with their reason."""
    pen = _Pen(days, choice, lang, at)
    single = len(days.marks) == 1
    found = []
    for mark in days.marks:
        if mark.state in {"past", "closed"} and not single:
            continue
        places = [pen.place(place, mark, every=single) for place in days.places]
        found.append(
            {
                "title": short_day(mark.day, lang),
                "kind": kind_of_day(mark.day),
                "state": mark.state,
                "words": say(f"booking.state.{mark.state}", lang, free=mark.free),
                "places": [one for one in places if one["times"] or single],
                "round_url": reverse("booking:round", args=[mark.round.key]) if mark.round else "",
            }
        )
    return {"days": found, "single": single}


class _Pen:
    """Draws slots for one reader and one choice."""

    def __init__(self, days: OfferDays, choice: Choice, lang: str, at: datetime) -> None:
        self.days, self.choice, self.lang, self.at = days, choice, lang, at
        self.rules = days.offer.read_rules()
        self.fees: dict[object, int] = {}

    def cell(
        self, space: Space | None, slot: Slot | None, mark: DayMark, label: str
    ) -> dict[str, Any]:
        """One cell of the week table."""
        spoken = f"{short_day(mark.day, self.lang)} {label}"
        if slot is None:
            return {"state": "closed", "spoken": spoken, "note": self._word("closed")}
        state = self.days.state_of(slot, mark.day, at=self.at)
        cell: dict[str, Any] = {
            "state": state,
            "spoken": spoken,
            "note": self._word(state),
            "value": slot_value(space, slot.starts_at, slot.ends_at),
        }
        if state == "free":
            cell["note"] = money(self._fee(space, slot), self.lang) if self.rules.fees else ""
            if slot.left is not None and slot.left < self.choice.people:
                cell |= {"state": "full", "note": self._left(slot)}
        if state == "lottery" and mark.round is not None:
            cell["url"] = self._enter_url(mark, cell["value"])
        return cell

    def place(self, place: SpaceFree, mark: DayMark, *, every: bool) -> dict[str, Any]:
        """The times of one place on a day; with ``every`` also those that cannot be booked."""
        slots = place.slots(mark.day)
        longest = self._with_length(place, slots)
        times = []
        for slot in slots:
            ends_at = longest.get(slot.starts_at)
            drawn = self._time(place, slot, ends_at, mark)
            if drawn["state"] in {"free", "lottery"} or every:
                times.append(drawn)
        return {"title": pick(place.space.title, self.lang) if place.space else "", "times": times}

    def _with_length(self, place: SpaceFree, slots: Sequence[Slot]) -> dict[datetime, datetime]:
        """Where a length was asked for: the end of the shortest time that lasts so long."""
        if not self.choice.minutes:
            return {slot.starts_at: slot.ends_at for slot in slots}
        longer = longer_times(place.offer.read_rules(), slots, lambda one: one.is_free)
        return dict(shortest_of(longer, self.choice.minutes))

    def _time(
        self, place: SpaceFree, slot: Slot, ends_at: datetime | None, mark: DayMark
    ) -> dict[str, Any]:
        state = self.days.state_of(slot, mark.day, at=self.at)
        if state == "free" and ends_at is None:
            state = "full"
        note = self._word(state) if state != "free" else ""
        if state == "free" and slot.left is not None:
            note = self._left(slot)
            state = "free" if slot.left >= self.choice.people else "full"
        value = slot_value(place.space, slot.starts_at, ends_at or slot.ends_at)
        return {
            "state": state,
            "label": span_words(slot.starts_at, ends_at or slot.ends_at, self.lang),
            "note": note,
            "value": value,
            "url": self._enter_url(mark, value) if state == "lottery" and mark.round else "",
            "wait_url": self._wait_url(state, value),
        }

    def _wait_url(self, state: str, value: str) -> str:
        if state != "full" or not self.rules.waiting.size or self.rules.invitations == "only":
            return ""
        address = reverse("booking:wait", args=[self.days.offer.key])
        return f"{address}?slot={value}&people={self.choice.people}"

    def _enter_url(self, mark: DayMark, value: str) -> str:
        if mark.round is None or mark.round.state != "open":
            return ""
        address = reverse("booking:enter", args=[mark.round.key])
        return f"{address}?offer={self.days.offer.key}&slot={value}"

    def _word(self, state: str) -> str:
        return say(f"booking.mark.{state}", self.lang)

    def _left(self, slot: Slot) -> str:
        if not slot.left:
            return self._word("full")
        return say("booking.left", self.lang, left=slot.left)

    def _fee(self, space: Space | None, slot: Slot) -> int:
        """The fee of a slot; days of one kind cost the same, so few are worked out."""
        day, minute = day_and_minute(slot.starts_at)
        kind = "holiday" if day in national_holidays(day.year) else day.weekday()
        key = (kind, minute, slot.ends_at - slot.starts_at)
        if key not in self.fees:
            slots = 1
            if isinstance(self.rules.times, FreeTimes):
                slots = (slot.ends_at - slot.starts_at) // timedelta(minutes=self.rules.times.step)
            group = self.choice.group
            use = Use(
                space.key if space else "", group.user_class if group else GENERAL,
                self.choice.purpose, slot.starts_at, slot.ends_at, slots, self.choice.people,
            )  # fmt: skip
            self.fees[key] = calculate_fee(self.rules, use).yen
        return self.fees[key]
