# SPDX-License-Identifier: Apache-2.0
"""One offer: what it is, what it costs, who may book, and which times are free."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.availability import list_courses
from madoguchi.engines.booking.queries.calendar import OfferDays, get_offer_days
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.rules.offer import FreeTimes, Sessions
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.choice import (
    Choice,
    choice_fields,
    class_of,
    read_choice,
)
from madoguchi.engines.booking.web.citizen.courses import (
    course_card,
    course_slot,
    shown_sessions,
)
from madoguchi.engines.booking.web.citizen.drawing import draw_list, draw_month, draw_week
from madoguchi.engines.booking.web.citizen.facts import fee_table, list_facts, rules_in_words
from madoguchi.engines.booking.web.citizen.frame import (
    crumb_of,
    crumbs,
    help_of,
    instant_words,
    month_name,
    pick,
    short_day,
    title_of,
)
from madoguchi.engines.booking.web.citizen.shelters import shelter_banner
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

VIEWS = ("month", "week", "list")
LIST_DAYS = 14


@open_to_all("what is free is open data")
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """The page of an offer with its calendar, or with the sessions of a course."""
    lang, at = lang_of(request), now()
    found = get_offer(key)
    choice = read_choice(request, found)
    spaces = list(choice.spaces)
    rules = found.read_rules()
    values: dict[str, Any] = {
        "shelters": shelter_banner(lang, at),
        "offer": found,
        "title": title_of(found, lang),
        "kind": say(f"booking.kind.{found.kind}", lang),
        "about": pick(found.about, lang),
        "crumbs": crumbs(lang, crumb_of(found, lang)),
        "facts": list_facts(found, spaces, lang),
        "fees": fee_table(found, spaces, lang),
        "rules": rules_in_words(rules, lang),
        "help": help_of(found, lang),
        "hold_url": reverse("booking:hold", args=[found.key]),
        "guest": actor_on(request).kind != "citizen",
        "choice": choice_fields(found, choice, lang),
        **ways_of(found),
    }
    if isinstance(rules.times, Sessions):
        values |= _course(found, lang, at)
        return render(request, "booking/citizen/course.html", values)
    values |= _calendar(request, found, choice, lang, at)
    return render(request, "booking/citizen/offer.html", values)


def ways_of(found: Offer) -> dict[str, Any]:
    """The other ways to book an offer: as a series, or with an invitation, or only with one."""
    rules = found.read_rules()
    return {
        "series_url": reverse("booking:series-new", args=[found.key]) if rules.series_most else "",
        "invited_url": reverse("booking:invited") if rules.invitations != "none" else "",
        "invited_only": rules.invitations == "only",
    }


def _course(found: Offer, lang: str, at: datetime) -> dict[str, Any]:
    (one,) = list_courses([found], at=at)
    return {
        "course": course_card(one, lang, at),
        "sessions": shown_sessions(found, lang),
        "slot": course_slot(found, one.starts_at, one.ends_at),
        "wait_url": reverse("booking:wait", args=[found.key]),
        "has_online": bool(found.read_rules().facts.online_url),
    }


def _calendar(
    request: HttpRequest, found: Offer, choice: Choice, lang: str, at: datetime
) -> dict[str, Any]:
    today, _ = day_and_minute(at)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "month"
    anchor = _anchor(request, today)
    first, last = _range(view, anchor, today, single="day" in request.GET)
    chosen = choice.space or (choice.spaces[0] if view == "week" and choice.spaces else None)
    days = get_offer_days(
        found,
        first=first,
        last=last,
        at=at,
        user_class=class_of(request, choice, at),
        spaces=[chosen.key] if chosen else None,
    )
    return {
        "view": view,
        "views": _views(request, view, lang),
        "month": draw_month(days, anchor, lang, _day_url(request)) if view == "month" else None,
        "week": draw_week(days, choice, lang, at) if view == "week" else None,
        "list": draw_list(days, choice, lang, at) if view == "list" else None,
        "around": _around(request, view, first, last, lang, single="day" in request.GET),
        "shown": _shown(view, first, last, lang),
        "chosen_space": chosen.key if chosen else "",
        "long_times": isinstance(found.read_rules().times, FreeTimes),
        "lotteries": _lotteries(days, lang),
        "opening": _opening(days, lang),
    }


def _anchor(request: HttpRequest, today: date) -> date:
    """The day that the reader asked for; today where none, or none of this century."""
    for name, tail in (("day", ""), ("month", "-01")):
        written = request.GET.get(name, "")[:10]
        try:
            found = date.fromisoformat(written + tail)
        except ValueError:
            continue
        if timedelta(days=-400) < found - today < timedelta(days=800):
            return found
    return today


def _range(view: str, anchor: date, today: date, *, single: bool) -> tuple[date, date]:
    if view == "month":
        first = anchor.replace(day=1)
        return first, _month_after(first) - timedelta(days=1)
    if view == "week":
        first = anchor if anchor == today else anchor - timedelta(days=anchor.weekday())
        return first, first + timedelta(days=6)
    if single:
        return anchor, anchor
    first = max(anchor, today)
    return first, first + timedelta(days=LIST_DAYS - 1)


def _month_after(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _shown(view: str, first: date, last: date, lang: str) -> str:
    if view == "month":
        return month_name(first, lang)
    return _span(first, last, lang)


def _span(first: date, last: date, lang: str) -> str:
    if first == last:
        return short_day(first, lang)
    return say("booking.days", lang, first=short_day(first, lang), last=short_day(last, lang))


def _url(request: HttpRequest, **changes: str) -> str:
    """This page with some of its choices changed; empty ones go."""
    kept = {
        name: value
        for name, value in request.GET.items()
        if name in {"view", "month", "day", "space", "people", "purpose", "group", "minutes"}
    }
    query = {name: value for name, value in (kept | changes).items() if value}
    return f"{request.path}?{urlencode(query)}#times" if query else f"{request.path}#times"


def _views(request: HttpRequest, view: str, lang: str) -> list[dict[str, Any]]:
    icons = {"month": "calendar", "week": "list", "list": "list"}
    return [
        {
            "label": say(f"booking.view.{one}", lang),
            "href": _url(request, view=one),
            "current": one == view,
            "icon": icons[one],
        }
        for one in VIEWS
    ]


def _around(
    request: HttpRequest, view: str, first: date, last: date, lang: str, *, single: bool
) -> dict[str, str]:
    """The pages before and after, with what they are called."""
    if view == "month":
        before = (first - timedelta(days=1)).replace(day=1)
        after = last + timedelta(days=1)
        past = first <= day_and_minute(now())[0]
        return {
            "before": "" if past else _url(request, month=f"{before:%Y-%m}", day=""),
            "before_label": month_name(before, lang),
            "after": _url(request, month=f"{after:%Y-%m}", day=""),
            "after_label": month_name(after, lang),
        }
    length = last - first + timedelta(days=1)
    key = "day" if single and view == "list" else view
    past = first <= day_and_minute(now())[0]
    return {
        "before": "" if past else _url(request, day=(first - length).isoformat(), month=""),
        "before_label": say(f"booking.before.{key}", lang),
        "after": _url(request, day=(last + timedelta(days=1)).isoformat(), month=""),
        "after_label": say(f"booking.after.{key}", lang),
    }


def _day_url(request: HttpRequest) -> Any:
    return lambda day: _url(request, view="list", day=day.isoformat(), month="")


def _lotteries(days: OfferDays, lang: str) -> list[dict[str, str]]:
    return [
        {
            "title": pick(one.title, lang),
            "url": reverse("booking:round", args=[one.key]),
            "days": _span(one.from_on, one.until_on, lang),
            "until": say("booking.until", lang, at=instant_words(one.closes_at, lang)),
        }
        for one in days.rounds.of(days.offer)
    ]


def _opening(days: OfferDays, lang: str) -> str:
    """When booking opens for the days shown, where it has not."""
    early = next((one for one in days.marks if one.state == "early" and one.opens), None)
    if early is None or early.opens is None:
        return ""
    return say(
        "booking.opens_for",
        lang,
        day=_span(early.day, early.day, lang),
        at=instant_words(early.opens, lang),
    )
