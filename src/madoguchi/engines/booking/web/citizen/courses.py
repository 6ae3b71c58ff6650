# SPDX-License-Identifier: Apache-2.0
"""Which courses and events are there, with which sessions, fee and places left?"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.availability import CourseFree, list_courses
from madoguchi.engines.booking.queries.offers import list_offers
from madoguchi.engines.booking.rules.offer import Session, Sessions
from madoguchi.engines.booking.rules.slots import opens_at
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumbs,
    instant_words,
    long_time,
    money,
    offer_url,
    pick,
    slot_value,
    text_of,
    time_words,
    title_of,
)
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all("the list of courses is public")
def courses(request: HttpRequest) -> HttpResponse:
    """講座・催し: the next first, those that are over last."""
    lang, at = lang_of(request), now()
    found = list_courses(list_offers(kinds=["course"]), at=at)
    values = {
        "crumbs": crumbs(lang, Crumb(say("booking.courses.title", lang))),
        "coming": [course_card(one, lang, at) for one in found if not one.is_over],
        "over": [course_card(one, lang, at) for one in reversed(found) if one.is_over][:12],
    }
    return render(request, "booking/citizen/courses.html", values)


def course_card(one: CourseFree, lang: str, at: datetime) -> dict[str, Any]:
    """A course as a line of a list."""
    state, tone, icon = course_state(one, at)
    sessions = sessions_of(one.offer)
    opens = opens_at(one.offer.read_rules().window, day_and_minute(one.starts_at)[0])
    return {
        "title": title_of(one.offer, lang),
        "url": offer_url(one.offer),
        "about": pick(one.offer.about, lang),
        "when": time_words(one.starts_at, one.ends_at, lang)
        if len(sessions) == 1
        else say(
            "booking.courses.sessions",
            lang,
            count=len(sessions),
            first=time_words(sessions[0].starts_at, sessions[0].ends_at, lang),
        ),
        "where": text_of(one.offer.read_rules().facts.place, lang),
        "fee": fee_of(one.offer, lang),
        "state": say(
            f"booking.courses.{state}", lang, left=one.left, opens=instant_words(opens, lang)
        ),
        "tone": tone,
        "icon": icon,
        "state_key": state,
    }


def course_state(one: CourseFree, at: datetime) -> tuple[str, str, str]:
    """Whether one can still apply, as key, tone and icon."""
    rules = one.offer.read_rules()
    if one.is_over:
        return "over", "quiet", "done"
    if opens_at(rules.window, day_and_minute(one.starts_at)[0]) > at:
        return "soon", "quiet", "clock"
    if one.left == 0:
        return ("waiting", "warn", "users") if rules.waiting.size else ("full", "quiet", "close")
    return ("open", "info", "check") if one.left is None else ("left", "info", "check")


def sessions_of(offer: Offer) -> list[Session]:
    """The sessions of a course in order; none where the offer is no course."""
    times = offer.read_rules().times
    if not isinstance(times, Sessions):
        return []
    return sorted(times.sessions, key=lambda one: one.starts_at)


def fee_of(offer: Offer, lang: str) -> str:
    """What a course costs each person."""
    fees = offer.read_rules().fees
    if not fees:
        return say("booking.free_of_charge", lang)
    return " / ".join(
        dict.fromkeys(
            say(
                "booking.price",
                lang,
                unit=say(f"booking.per.{f.per}", lang),
                yen=money(f.yen, lang),
            )
            for f in fees
        )
    )


def shown_sessions(offer: Offer, lang: str) -> list[dict[str, str]]:
    """The sessions in words."""
    return [
        {
            "title": text_of(one.title, lang) or say("booking.courses.nth", lang, n=number),
            "when": long_time(one.starts_at, one.ends_at, lang),
        }
        for number, one in enumerate(sessions_of(offer), 1)
    ]


def course_slot(offer: Offer, starts_at: datetime, ends_at: datetime) -> str:
    """What the button of a course sends."""
    space = offer.spaces.first()
    return slot_value(space, starts_at, ends_at)
