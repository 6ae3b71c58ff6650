# SPDX-License-Identifier: Apache-2.0
"""The week and the day of a facility or of the offers, and the sheet of a day to print."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.booking.commands.read_contacts import read_contacts
from madoguchi.engines.booking.models import Space
from madoguchi.engines.booking.policy import VIEW, WORK
from madoguchi.engines.booking.queries.by_offer import read_offer_days
from madoguchi.engines.booking.queries.day_list import Coming, list_for_day
from madoguchi.engines.booking.queries.grid import KINDS, Grid, Mark, Row, read_grid
from madoguchi.engines.booking.queries.reductions import waiting_reductions
from madoguchi.engines.booking.queries.staff_view import under, worth_a_row
from madoguchi.engines.booking.rules.times import day_and_minute, days_between
from madoguchi.engines.booking.web.answers import answers_shown
from madoguchi.engines.booking.web.desk.choosing import (
    EVERY,
    OFFERS,
    Choice,
    read_choice,
)
from madoguchi.engines.booking.web.desk.frame import (
    asked_day,
    hours_words,
    minutes_words,
    page,
    payment_shown,
    place_of,
    state_shown,
    title_of,
    who,
)
from madoguchi.engines.booking.web.desk.offer_rows import show_offer_row
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.organisation.api import permissions_of
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
    _, at, lang = who(request)
    choice = read_choice(request, together=True, single=False)
    days = days_between(first, first + timedelta(days=count - 1))
    kinds = [one for one in request.GET.getlist("kind") if one in KINDS]
    name = "booking:desk-week" if count > 1 else "booking:desk-day"
    step, value = timedelta(days=count), choice.value
    shown = {
        "name": name.removeprefix("booking:desk-"),
        "columns": _columns(days, lang, today(at)),
        "rows": _rows(request, choice, days, kinds),
        "facilities": choice.options,
        "facility": value,
        "first": first,
        "day_value": first.isoformat(),
        "kinds": [
            {"value": kind, "label": say(f"booking.desk.mark.{kind}", lang)} for kind in KINDS
        ],
        "chosen_kinds": kinds,
        "previous": _link(name, first - step, value, kinds),
        "next": _link(name, first + step, value, kinds),
        "today": _link(name, today(at), value, kinds),
        "other": _link(
            "booking:desk-day" if count > 1 else "booking:desk-week", first, value, kinds
        ),
        "reductions": _count_reductions(request),
        "sheet": _link("booking:desk-sheet", first, EVERY if value == OFFERS else value, []),
    }
    return page(request, "grid", shown, refusal)


def _count_reductions(request: HttpRequest) -> int:
    """How many wait, for those who may decide."""
    actor, at, _ = who(request)
    if WORK not in permissions_of(actor.roles):
        return 0
    return waiting_reductions(actor, at=at).count()


def _rows(
    request: HttpRequest, choice: Choice, days: Sequence[date], kinds: Sequence[str]
) -> list[dict[str, Any]]:
    """A row for each space of the chosen facility, or for each offer without places."""
    _, at, lang = who(request)
    if choice.value == OFFERS:
        listed = read_offer_days(choice.offers, days[0], len(days), at=at)
        return [show_offer_row(row, days, kinds, lang) for row in listed]
    space = choice.chosen.space if choice.chosen else None
    spaces = worth_a_row(under(choice.spaces, space.id)) if space else []
    grid = read_grid(spaces, days[0], len(days), at=at, kinds=kinds)
    return [_row(row, grid, lang) for row in grid.rows]


def _link(name: str, day: date, facility: str, kinds: Sequence[str]) -> str:
    asked = {"day": day.isoformat(), "facility": facility, "kind": kinds}
    return f"{reverse(name)}?{urlencode(asked, doseq=True)}"


def _columns(days: Sequence[date], lang: str, on: date) -> list[dict[str, Any]]:
    return [
        {"on": day, "label": format_date(day, lang), "short": f"{day.month}/{day.day}",
         "weekday": say(f"booking.desk.weekday.{day.weekday()}", lang), "is_today": day == on}
        for day in days
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
    choice = read_choice(request, every=True)
    chosen = choice.chosen
    space, offer = (chosen.space, chosen.offer) if chosen else (None, None)
    rows = list_for_day(
        day, actor=actor, space=space.id if space else None, offer=offer.id if offer else None
    )
    unique = {one.reservation.id: one.reservation for one in rows}
    contacts = read_contacts(reservations=unique.values(), what="day_sheet", actor=actor, at=at)
    shown = {
        "day": day,
        "day_value": day.isoformat(),
        "facility": choice.value,
        "facility_title": choice.title,
        "facilities": choice.options,
        "rows": [_sheet_row(one, contacts[one.reservation.id], lang) for one in rows],
        "made_at": at,
    }
    return page(request, "sheet", shown, refusal)


def _sheet_row(one: Coming, contact: dict[str, str], lang: str) -> dict[str, Any]:
    row = one.reservation
    rules = row.offer.read_rules()
    extras = {extra.key: extra.title.pick(lang) for extra in rules.extras}
    return {
        "number": row.number,
        "hours": hours_words(one.starts_at, one.ends_at),
        "place": place_of(row, lang),
        "name": contact.get("group") or contact.get("name", ""),
        "kana": contact.get("kana", ""),
        "phone": contact.get("phone", ""),
        "people": row.people,
        "extras": [f"{extras.get(key, key)} × {count}" for key, count in row.extras],
        "notes": children_words(contact, lang),
        "payment": payment_shown(row, lang),
        "amount_yen": row.amount_yen,
        "state": state_shown(row, lang),
        "purpose": rules.word(row.purpose, lang),
        "answers": answers_shown(rules.asks, contact, lang),
        "starts": day_and_minute(one.starts_at)[1],
    }


def children_words(contact: dict[str, str], lang: str) -> list[str]:
    """The children whom a booking is for, each with the date of birth."""
    names = [one for one in contact.get("children", "").split("、") if one]
    births = [one for one in contact.get("births", "").split(",") if one]
    told = [format_date(date.fromisoformat(one), lang) for one in births]
    return [
        say("booking.desk.child", lang, name=name, birth=birth)
        for name, birth in zip_longest(names, told, fillvalue="")
    ]
