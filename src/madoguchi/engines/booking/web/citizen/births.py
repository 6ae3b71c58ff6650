# SPDX-License-Identifier: Apache-2.0
"""Which children come to the check-up? Their dates of birth are asked before a time is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.facts import age_words
from madoguchi.engines.booking.web.citizen.frame import (
    crumb_of,
    crumbs,
    help_of,
    offer_url,
    read_slot,
    time_words,
    title_of,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import parse_wareki
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.dates import era_choices, typed_date
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say

CHILDREN = 4


@dataclass
class Births:
    """What was typed: children with a name and a date of birth, and what is wrong."""

    births: tuple[date, ...] = ()
    contact: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


def asks_births(offer: Offer) -> bool:
    """Whether the ages of children decide who may come."""
    return offer.kind == "checkup" and offer.read_rules().eligible.asks_birth


def read_births(request: HttpRequest) -> Births:
    """The children that were typed, at least one."""
    lang, found = lang_of(request), Births()
    names, births = [], []
    for number in range(1, CHILDREN + 1):
        name = request.POST.get(f"child-{number}", "").strip()[:60]
        parts = typed_date(dict(request.POST.lists()), f"birth-{number}")
        typed = bool(name or parts["year"] or parts["month"] or parts["day"])
        row = _row(number, name, parts)
        found.rows.append(row)
        if not typed and number > 1:
            continue
        day = _read_day(parts, row, lang)
        if not name:
            row["name_error"] = say("booking.births.name_missing", lang)
        if day is not None and name:
            names.append(name)
            births.append(day)
        found.errors += [
            {"href": f"#{field_id}", "text": row[key]}
            for key, field_id in (
                ("name_error", f"child-{number}"), ("error", f"birth-{number}-year"),
            )
            if row.get(key)
        ]  # fmt: skip
    found.births = tuple(births)
    found.contact = {
        "children": "、".join(names),
        "births": ",".join(one.isoformat() for one in births),
    }
    return found


def empty_rows() -> list[dict[str, Any]]:
    """The rows of a form in which nothing is typed yet."""
    return [_row(number, "", {"era": "令和"}) for number in range(1, CHILDREN + 1)]


def _row(number: int, name: str, parts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": number,
        "name": name,
        "value": parts,
        "name_field": f"child-{number}",
        "birth_field": f"birth-{number}",
    }


def _read_day(parts: Mapping[str, str], row: dict[str, Any], lang: str) -> date | None:
    try:
        day = parse_wareki(parts["era"], parts["year"], parts["month"], parts["day"])
    except Refusal as refusal:
        row["error"] = refusal.message.pick(lang)
        return None
    if day > day_and_minute(now())[0]:
        row["error"] = say("booking.births.future", lang)
        return None
    return day


def births_page(
    request: HttpRequest, offer: Offer, slot: str, typed: Births | None = None
) -> HttpResponse:
    """Ask for the children; the chosen time is carried along."""
    lang = lang_of(request)
    _, starts_at, ends_at = read_slot(slot)
    rows = typed.rows if typed else empty_rows()
    values = {
        "title": title_of(offer, lang),
        "crumbs": crumbs(lang, crumb_of(offer, lang)),
        "when": time_words(starts_at, ends_at, lang),
        "slot": slot,
        "rows": rows,
        "errors": typed.errors if typed else [],
        "eras": era_choices(lang, oldest="heisei"),
        "who": age_words(offer.read_rules().eligible, lang),
        "hold_url": reverse("booking:hold", args=[offer.key]),
        "offer_url": offer_url(offer),
        "help": help_of(offer, lang),
    }
    status = 422 if typed and typed.errors else 200
    return render(request, "booking/citizen/births.html", values, status=status)
