# SPDX-License-Identifier: Apache-2.0
"""The week and the day of a facility, and the sheet of a day to print."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.models import Reservation, Space
from madoguchi.engines.booking.policy import VIEW
from madoguchi.engines.booking.queries.grid import KINDS, Grid, Mark, Row, read_grid
from madoguchi.engines.booking.queries.offers import leaves_of
from madoguchi.engines.booking.queries.staff_view import (
    roots_of,
    under,
    visible_bookings,
    visible_spaces,
    worth_a_row,
)
from madoguchi.engines.booking.rules.times import day_and_minute, instant_of
from madoguchi.engines.booking.web.answers import answers_shown
from madoguchi.engines.booking.web.desk.frame import (
    asked_day,
    hours_words,
    minutes_words,
    page,
    payment_shown,
    place_of,
    space_choices,
    state_shown,
    title_of,
    who,
)
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

TONES = {
    "free": ("info", "plus"), "held": ("lamp", "hold"), "booked": ("info", "check"),
    "used": ("ok", "done"), "no_show": ("warn", "minus"), "closed": ("quiet", "close"),
    "shelter": ("bad", "shelter"), "buffer": ("quiet", "clock"), "shut": ("quiet", "minus"),
}  # fmt: skip
SHOWN_STATES = ("confirmed", "used", "no_show", "held", "won")


@visiting_staff_may(VIEW)
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Seven days from Monday, a row for each space."""
    day, refusal = asked_day(request)
    monday = day - timedelta(days=day.weekday())
    return _grid_page(request, monday, 7, refusal)


@visiting_staff_may(VIEW)
@require_GET
def one_day(request: HttpRequest) -> HttpResponse:
    """One day, a row for each space."""
    day, refusal = asked_day(request)
    return _grid_page(request, day, 1, refusal)


def _grid_page(request: HttpRequest, first: date, count: int, refusal: Any) -> HttpResponse:
    actor, at, lang = who(request)
    spaces = visible_spaces(actor)
    facilities = roots_of(spaces)
    chosen = choose(facilities, request.GET.get("facility", ""))
    kinds = [one for one in request.GET.getlist("kind") if one in KINDS]
    rows = worth_a_row(under(spaces, chosen.id)) if chosen else []
    grid = read_grid(rows, first, count, at=at, kinds=kinds)
    name = "booking:desk-week" if count > 1 else "booking:desk-day"
    step = timedelta(days=count)
    shown = {
        "name": name.removeprefix("booking:desk-"),
        "columns": _columns(grid, lang, today(at)),
        "rows": [_row(row, grid, lang) for row in grid.rows],
        "facilities": space_choices(facilities, lang),
        "facility": chosen.key if chosen else "",
        "first": first,
        "day_value": first.isoformat(),
        "kinds": [
            {"value": kind, "label": say(f"booking.desk.mark.{kind}", lang)} for kind in KINDS
        ],
        "chosen_kinds": kinds,
        "previous": _link(name, first - step, chosen, kinds),
        "next": _link(name, first + step, chosen, kinds),
        "today": _link(name, today(at), chosen, kinds),
        "other": _link(
            "booking:desk-day" if count > 1 else "booking:desk-week", first, chosen, kinds
        ),
        "sheet": _link("booking:desk-sheet", first, chosen, []),
    }
    return page(request, "grid", shown, refusal)


def choose(facilities: list[Space], key: str) -> Space | None:
    """The facility of that key, else the first."""
    return next((one for one in facilities if one.key == key), next(iter(facilities), None))


def _link(name: str, day: date, facility: Space | None, kinds: Sequence[str]) -> str:
    asked = {"day": day.isoformat(), "facility": facility.key if facility else "", "kind": kinds}
    return f"{reverse(name)}?{urlencode(asked, doseq=True)}"


def _columns(grid: Grid, lang: str, on: date) -> list[dict[str, Any]]:
    return [
        {"on": day, "label": format_date(day, lang), "short": f"{day.month}/{day.day}",
         "weekday": say(f"booking.desk.weekday.{day.weekday()}", lang), "is_today": day == on}
        for day in grid.days
    ]  # fmt: skip


def _row(row: Row, grid: Grid, lang: str) -> dict[str, Any]:
    return {
        "title": title_of(row.space.title, lang),
        "is_part": row.depth > 0,
        "cells": [
            {
                "label": format_date(day, lang),
                "marks": [_mark(one, row.space, day, lang) for one in marks],
            }
            for day, marks in zip(grid.days, row.days, strict=True)
        ],
    }


def _mark(mark: Mark, space: Space, day: date, lang: str) -> dict[str, Any]:
    tone, icon = TONES[mark.kind]
    found = {
        "kind": mark.kind,
        "tone": tone,
        "icon": icon,
        "hours": "" if mark.kind == "shut" else minutes_words(mark.starts, mark.ends),
        "words": say(f"booking.desk.mark.{mark.kind}", lang),
        "href": "",
        "note": "",
    }
    one = mark.reservation
    if mark.kind == "free":
        asked = {"where": space.key, "when": day.isoformat(), "hours": _hours(mark)}
        found["href"] = f"{reverse('booking:desk-proxy')}?{urlencode(asked)}"
    elif one is not None and mark.kind != "buffer":
        found["href"] = reverse("booking:desk-booking", args=[one.number])
        found["note"] = say("booking.desk.people_count", lang, count=one.people)
        if mark.by_part and one.space is not None:
            found["note"] += f" {title_of(one.space.title, lang)}"
    elif mark.closure is not None:
        found["note"] = mark.closure.words
    return found


def _hours(mark: Mark) -> str:
    return f"{mark.starts // 60}:{mark.starts % 60:02d}"


@visiting_staff_may(VIEW)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of a day: who comes when, with room for writing by hand."""
    actor, at, lang = who(request)
    day, refusal = asked_day(request)
    spaces = visible_spaces(actor)
    facilities = roots_of(spaces)
    chosen = choose(facilities, request.GET.get("facility", ""))
    leaves = leaves_of([chosen.id]).get(chosen.id, []) if chosen else []
    rows = list(
        visible_bookings(actor)
        .filter(
            claims__leaf_id__in=leaves, claims__live=True, state__in=SHOWN_STATES,
            starts_at__lt=instant_of(day, 1440), ends_at__gt=instant_of(day, 0),
        )
        .distinct()
        .order_by("starts_at", "space__position", "id")
    )  # fmt: skip
    contacts = read_contacts(reservations=rows, what="day_sheet", actor=actor, at=at)
    shown = {
        "day": day,
        "day_value": day.isoformat(),
        "facility": chosen.key if chosen else "",
        "facility_title": title_of(chosen.title, lang) if chosen else "",
        "facilities": space_choices(facilities, lang),
        "rows": [_sheet_row(row, contacts[row.id], lang) for row in rows],
        "made_at": at,
    }
    return page(request, "sheet", shown, refusal)


def _sheet_row(row: Reservation, contact: dict[str, str], lang: str) -> dict[str, Any]:
    rules = row.offer.read_rules()
    extras = {one.key: one.title.pick(lang) for one in rules.extras}
    return {
        "number": row.number,
        "hours": hours_words(row.starts_at, row.ends_at),
        "place": place_of(row, lang),
        "name": contact.get("group") or contact.get("name", ""),
        "phone": contact.get("phone", ""),
        "people": row.people,
        "extras": [f"{extras.get(key, key)} × {count}" for key, count in row.extras],
        "payment": payment_shown(row, lang),
        "amount_yen": row.amount_yen,
        "state": state_shown(row, lang),
        "purpose": rules.word(row.purpose, lang),
        "answers": answers_shown(rules.asks, contact, lang),
        "starts": day_and_minute(row.starts_at)[1],
    }
