# SPDX-License-Identifier: Apache-2.0
"""What have I booked, what do I wait for, how did the lotteries end, and what was I told?"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.booking.models import (
    OPEN,
    PENDING,
    LotteryEntry,
    Notice,
    Reservation,
    WaitingEntry,
)
from madoguchi.engines.booking.queries.feeds import find_feed
from madoguchi.engines.booking.queries.reservations import (
    list_own,
    list_own_notices,
    list_own_waiting,
)
from madoguchi.engines.booking.queries.rounds import list_own_entries
from madoguchi.engines.booking.web.citizen.choice import count_in
from madoguchi.engines.booking.web.citizen.feeds import feed_url
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumbs,
    group_name,
    instant_words,
    money,
    pick,
    place_of,
    time_words,
)
from madoguchi.engines.booking.web.citizen.notices import notice_text, notice_what, notice_words
from madoguchi.engines.booking.web.citizen.reservation import LOOKS
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

NOTICES = 10
PAST_PER_PAGE = 20
MOST_COMING = 200
ENTRY_LOOKS = {
    "entered": ("info", "check"),
    "won": ("ok", "flag"),
    "lost": ("quiet", "close"),
    "disqualified": ("warn", "warn"),
}


@signed_in
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """予約の確認: what needs an answer first, then what comes, waits and was."""
    lang, at, actor = lang_of(request), now(), actor_on(request)
    coming = [one for one in list_own(actor, since=at)[:MOST_COMING] if one.state in OPEN]
    to_do = [one for one in coming if one.state in PENDING and (one.hold_until or at) > at]
    standing = [one for one in coming if one.state == "confirmed"]
    past = _past(request, at)
    feed = find_feed(actor)
    values = {
        "crumbs": crumbs(lang, Crumb(say("booking.mine.title", lang))),
        "to_do": [_line(one, lang) for one in to_do],
        "coming": [_line(one, lang) for one in standing],
        "waiting": [_waiting(one, lang) for one in list_own_waiting(actor)],
        "entries": [_entry(one, lang) for one in list_own_entries(actor)[:20]],
        "notices": [_notice(one, lang) for one in list_own_notices(actor, most=NOTICES)],
        "past": [_line(one, lang) for one in past["rows"]],
        "pager": past["pager"],
        "cancel_url": reverse("booking:cancel-many"),
        "search_url": reverse("booking:search"),
        "registration_url": reverse("booking:registration"),
        "feed_url": request.build_absolute_uri(feed_url(feed)) if feed else "",
    }
    return render(request, "booking/citizen/mine.html", values)


def _past(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What is over or was cancelled, the last first, page by page."""
    rows = list_own(actor_on(request)).exclude(state__in=OPEN, ends_at__gt=at)
    rows = rows.order_by("-starts_at", "id")
    page = count_in(request.GET.get("page", ""), 10_000) or 1
    pager = make_pager(request.GET, page=page, size=PAST_PER_PAGE, total=rows.count())
    first = max(pager.first - 1, 0)
    return {"rows": rows[first : first + PAST_PER_PAGE], "pager": pager}


def _line(one: Reservation, lang: str) -> dict[str, Any]:
    tone, icon = LOOKS[one.state]
    due = ""
    if one.state in PENDING and one.hold_until:
        due = say(f"booking.mine.due_{one.state}", lang, at=instant_words(one.hold_until, lang))
    elif one.balance_yen < 0:
        due = say("booking.mine.surplus", lang, yen=money(-one.balance_yen, lang))
    elif one.state == "confirmed" and one.balance_yen:
        due = say("booking.mine.to_pay", lang, yen=money(one.balance_yen, lang))
    elif one.state == "cancelled" and one.balance_yen:
        due = say("booking.mine.owed", lang, yen=money(one.balance_yen, lang))
    notes = [one.number, group_name(one.group), due]
    return {
        "number": one.number,
        "title": place_of(one.offer, one.space, lang),
        "when": time_words(one.starts_at, one.ends_at, lang),
        "url": reverse("booking:reservation", args=[one.number]),
        "state": say(f"booking.reservation.{one.state}", lang),
        "tone": tone,
        "icon": icon,
        "note": " ・ ".join(note for note in notes if note),
    }


def _waiting(one: WaitingEntry, lang: str) -> dict[str, Any]:
    offered = one.state == "offered" and one.reservation is not None
    return {
        "title": place_of(one.offer, one.space, lang),
        "when": time_words(one.starts_at, one.ends_at, lang),
        "people": say("booking.people", lang, people=one.people),
        "offered": offered,
        "passed": bool(one.passed_over),
        "url": reverse("booking:reservation", args=[one.reservation.number])
        if offered and one.reservation
        else "",
        "leave_url": reverse("booking:leave", args=[one.id]),
    }


def _entry(one: LotteryEntry, lang: str) -> dict[str, Any]:
    tone, icon = ENTRY_LOOKS.get(one.state, ("quiet", "list"))
    return {
        "title": pick(one.round.title, lang),
        "url": reverse("booking:entry", args=[one.id]),
        "state": say(f"booking.entry.{one.state}", lang),
        "tone": tone,
        "icon": icon,
        "note": " ・ ".join(
            part
            for part in (
                one.number,
                group_name(one.group),
                say("booking.entry.wishes", lang, count=len(one.wishes.all())),
            )
            if part
        ),
    }


def _notice(one: Notice, lang: str) -> dict[str, Any]:
    number = one.reservation.number if one.reservation else ""
    return {
        "text": notice_text(one.kind, one.about, lang),
        "words": notice_words(one.about, lang),
        "what": notice_what(one.about, lang),
        "number": number,
        "url": reverse("booking:reservation", args=[number]) if number else "",
        "at": format_instant(one.made_at, lang),
    }
