# SPDX-License-Identifier: Apache-2.0
"""Which times are free for what I want to do? In words or by fields; the free times can be tapped."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.booking.models import Offer, Space
from madoguchi.engines.booking.queries.availability import CourseFree, list_courses
from madoguchi.engines.booking.queries.offers import list_offers
from madoguchi.engines.booking.queries.rounds import running_rounds
from madoguchi.engines.booking.queries.search import (
    FoundPlace,
    search_times,
    sort_found,
    told_of,
)
from madoguchi.engines.booking.rules.asking import PARTS, Asked, means, read_words
from madoguchi.engines.booking.rules.offer import FeeLine
from madoguchi.engines.booking.rules.runs import Time
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.courses import course_card
from madoguchi.engines.booking.web.citizen.frame import (
    crumbs,
    instant_words,
    money,
    offer_url,
    pick,
    place_of,
    short_day,
    slot_value,
    time_words,
)
from madoguchi.engines.booking.web.citizen.shelters import shelter_banner
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

KINDS = ("facility", "course", "counter", "checkup", "consultation", "pickup")
LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)
ORDERS = ("soon", "cheap", "large")
MOST_SHOWN = 60


@open_to_all("what is free is open data")
def search(request: HttpRequest) -> HttpResponse:
    """予約を探す: what was asked, the free times by place, and why the rest is not free."""
    lang, at = lang_of(request), now()
    form, asked = _read(request, day_and_minute(at)[0])
    offers = list_offers(kinds=asked.kinds)
    found, courses = _find(offers, asked, form, at)
    purposes = _purposes(offers, lang)
    free = [one for one in found if one.times]
    busy = [one for one in found if not one.times]
    values = {
        "crumbs": crumbs(lang)[:1],
        "shelters": shelter_banner(lang, at),
        "form": form,
        "asked_words": _asked_words(asked, dict(purposes).get(form["purpose"], ""), lang),
        "kinds": [(one, say(f"booking.kind.{one}", lang)) for one in KINDS],
        "buildings": _buildings(offers, lang),
        "purposes": purposes,
        "parts": [{"value": one, "label": say(f"booking.part.{one}", lang)} for one in PARTS],
        "lengths": [(str(n), _length(n, lang)) for n in LENGTHS],
        "orders": [(one, say(f"booking.order.{one}", lang)) for one in ORDERS],
        "weekdays": [(one, say(f"booking.weekdays.{one}", lang)) for one in ("work", "rest")],
        "free": [_card(one, lang, asked, form) for one in free[:MOST_SHOWN]],
        "busy": [_card(one, lang, asked, form) for one in busy[:MOST_SHOWN]],
        "courses": [course_card(one, lang, at) for one in courses],
        "count": len(free) + len(courses),
        "empty_city": not offers and not asked.kinds,
        "any": bool(found or courses),
        "lotteries": _lotteries(offers, lang, at),
    }
    return render(request, "booking/citizen/search.html", values)


def _read(request: HttpRequest, today: date) -> tuple[dict[str, Any], Asked]:
    """What the fields say wins over the words."""
    get = request.GET
    form: dict[str, Any] = {
        name: get.get(name, "").strip()[:100]
        for name in ("q", "kind", "place", "purpose", "day", "week", "minutes", "people", "order")
    }
    form["parts"] = [one for one in get.getlist("t") if one in PARTS]
    form["any"] = any(form.values())
    asked = read_words(form["q"], today=today)
    if form["kind"] in KINDS:
        asked = replace(asked, kinds=frozenset({form["kind"]}))
    if form["parts"]:
        asked = replace(asked, parts=frozenset(form["parts"]))
    if form["week"] in {"work", "rest"}:
        days = range(5) if form["week"] == "work" else (5, 6, 7)
        asked = replace(asked, weekdays=frozenset(days))
    asked = replace(
        asked,
        minutes=_number(form["minutes"], 1440) or asked.minutes,
        people=_number(form["people"], 100_000) or asked.people,
    )
    return form, _with_day(asked, form)


def _with_day(asked: Asked, form: dict[str, Any]) -> Asked:
    if not form["day"]:
        return asked
    try:
        day = parse_date(form["day"])
    except Refusal as refusal:
        form["day_error"] = refusal.message
        return asked
    return replace(asked, first=day, last=day)


def _number(written: str, most: int) -> int:
    plain = "".join(str(int(one)) for one in written if one.isdecimal())[:6]
    return min(int(plain), most) if plain else 0


def _find(
    offers: list[Offer], asked: Asked, form: dict[str, Any], at: datetime
) -> tuple[list[FoundPlace], list[CourseFree]]:
    timed = [one for one in offers if one.kind != "course"]
    found = search_times(timed, asked, at=at, building=form["place"], purpose=form["purpose"])
    if form["place"] or form["purpose"]:
        return sort_found(found, form["order"]), []
    wanted = [one for one in list_courses(offers, at=at) if _course_fits(one, asked)]
    return sort_found(found, form["order"]), wanted


def _course_fits(one: CourseFree, asked: Asked) -> bool:
    day, minute = day_and_minute(one.starts_at)
    if one.is_over or not asked.wants_day(day) or not asked.wants_start(minute):
        return False
    if asked.first and asked.last and not asked.first <= day <= asked.last:
        return False
    told = told_of(one.offer, None)
    return all(means(word, told) for word in asked.words)


def _buildings(offers: Iterable[Offer], lang: str) -> list[tuple[str, str]]:
    """The places at the top of the trees."""
    tops: dict[str, Space] = {}
    for offer in offers:
        for space in offer.spaces.all():
            top = space
            while top.parent is not None:
                top = top.parent
            tops[top.key] = top
    return sorted(((key, pick(one.title, lang)) for key, one in tops.items()), key=lambda o: o[1])


def _purposes(offers: Iterable[Offer], lang: str) -> list[tuple[str, str]]:
    every = [offer.read_rules() for offer in offers]
    found = {one: rules.word(one, lang) for rules in every for one in rules.purposes}
    return sorted(found.items(), key=lambda one: one[1])


def _length(minutes: int, lang: str) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say("booking.minutes", lang, minutes=rest)
    key = "booking.hours_half" if rest else "booking.hours"
    return say(key, lang, hours=hours)


def price_words(line: FeeLine | None, lang: str) -> str:
    """1区分 600円から."""
    if line is None:
        return say("booking.free_of_charge", lang)
    unit = say(f"booking.per.{line.per}", lang)
    return say("booking.price_from", lang, unit=unit, yen=money(line.yen, lang))


def _card(one: FoundPlace, lang: str, asked: Asked, form: dict[str, Any]) -> dict[str, Any]:
    query = f"?space={one.space.key}" if one.space else ""
    url = offer_url(one.offer)
    return {
        "title": place_of(one.offer, one.space, lang),
        "kind": say(f"booking.kind.{one.offer.kind}", lang),
        "url": url + query,
        "hold_url": reverse("booking:hold", args=[one.offer.key]),
        "note": _place_note(one, lang),
        "price": price_words(one.price, lang) if one.offer.kind == "facility" else "",
        "times": [_time(one, time, lang) for time in one.times],
        "next": _time(one, one.next_time, lang) if one.next_time else None,
        "why": _why(one, lang),
        "round_url": reverse("booking:round", args=[one.round.key]) if one.round else "",
        "round_title": pick(one.round.title, lang) if one.round else "",
        "people": asked.people or 1,
        "purpose": form["purpose"],
        "invited_only": one.offer.read_rules().invitations == "only",
    }


def _time(one: FoundPlace, time: Time, lang: str) -> dict[str, str]:
    return {"value": slot_value(one.space, *time), "label": time_words(*time, lang)}


def _place_note(one: FoundPlace, lang: str) -> str:
    if one.space is None:
        return pick(one.offer.about, lang)
    parts = [one.space.address, pick(one.space.about, lang)]
    if one.space.capacity > 1:
        parts.insert(1, say("booking.capacity", lang, people=one.space.capacity))
    return " ・ ".join(part for part in parts if part)


def _why(one: FoundPlace, lang: str) -> str:
    if not one.why:
        return ""
    values: dict[str, object] = {}
    if one.why == "small":
        most = one.offer.read_rules().people_most
        values["most"] = min(most, one.space.capacity) if one.space else most
    if one.why == "early" and one.opens:
        values["opens"] = instant_words(one.opens, lang)
    return say(f"booking.why.{one.why}", lang, **values)


def _lotteries(offers: list[Offer], lang: str, at: datetime) -> list[dict[str, str]]:
    rounds = {
        one.key: one
        for found in running_rounds(offers).by_offer.values()
        for one in found
        if one.state == "open" and one.opens_at <= at < one.closes_at
    }
    return [
        {
            "title": pick(one.title, lang),
            "url": reverse("booking:round", args=[one.key]),
            "until": say("booking.until", lang, at=instant_words(one.closes_at, lang)),
        }
        for one in rounds.values()
    ]


def _asked_words(asked: Asked, purpose: str, lang: str) -> list[str]:
    """How the search was understood, in words."""
    said = []
    if asked.first and asked.last:
        days = {short_day(asked.first, lang): None, short_day(asked.last, lang): None}
        said.append(say("booking.dash", lang).join(days))
    if asked.weekdays:
        said.append(_weekday_words(asked, lang))
    said += [say(f"booking.part.{one}", lang) for one in PARTS if one in asked.parts]
    if asked.starts_from is not None:
        clock = f"{asked.starts_from // 60}:{asked.starts_from % 60:02}"
        said.append(say("booking.from_clock", lang, clock=clock))
    if asked.minutes:
        said.append(_length(asked.minutes, lang))
    if asked.people:
        said.append(say("booking.people", lang, people=asked.people))
    said += [say(f"booking.kind.{one}", lang) for one in KINDS if one in asked.kinds]
    said += [purpose] if purpose else []
    return said + [f"「{one}」" if lang != "en" else f"“{one}”" for one in asked.words]


def _weekday_words(asked: Asked, lang: str) -> str:
    names = say("booking.weekday_names", lang).split(" ")
    between = ", " if lang == "en" else "・"
    return between.join(names[one] for one in sorted(asked.weekdays))
