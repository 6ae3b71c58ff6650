# SPDX-License-Identifier: Apache-2.0
"""Calendar files and feeds (RFC 5545): a booking, a person, a space, a course."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from madoguchi.engines.booking.commands.share_feed import end_feed, share_feed
from madoguchi.engines.booking.models import FeedAddress, Reservation
from madoguchi.engines.booking.queries.feeds import (
    find_feed_by_secret,
    get_public_space,
    list_busy,
    list_for_feed,
    secret_of,
)
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.queries.reservations import get_reservation
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.web.citizen.courses import sessions_of
from madoguchi.engines.booking.web.citizen.frame import offer_url, pick, place_of, text_of, title_of
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all, signed_in
from madoguchi.platform.screens.wording import say

REFRESH = timedelta(hours=1)


class FeedEnded(NotFound):
    """The secret address is unknown or was ended."""

    code = "booking.feed_ended"

    def __init__(self) -> None:
        super().__init__(
            text(
                "この予定表の配信先は、止められたか、見つかりません。",
                "This calendar address has been ended or does not exist.",
                "この カレンダーは ありません。",
            ),
            next_step=text(
                "「予約の確認」の画面で、新しい配信先を作れます。",
                "Make a new address on the page “My bookings”.",
                "「よやくの かくにん」で あたらしく つくれます。",
            ),
        )


@signed_in
@never_cache
@require_safe
def of_reservation(request: HttpRequest, number: str) -> HttpResponse:
    """One booking as a file."""
    one = get_reservation(number, actor=actor_on(request))
    calendar = _calendar(one.number)
    _add(calendar, request, [one], lang_of(request))
    return _file(calendar, f"{one.number}.ics")


@open_to_all("the secret in the address is the key; it shows one person's own bookings")
@never_cache
@require_safe
def of_person(request: HttpRequest, secret: str) -> HttpResponse:
    """All bookings of a person, for an application that fetches them again and again."""
    feed = find_feed_by_secret(secret)
    if feed is None:
        raise FeedEnded
    lang = lang_of(request)
    calendar = _calendar(say("booking.mine.title", lang))
    _add(calendar, request, list_for_feed(feed.party_ref, at=now()), lang)
    return _file(calendar, "bookings.ics")


@open_to_all("when a public place is taken is open data; nobody is named")
@cache_control(public=True, max_age=300)
@require_safe
def of_space(request: HttpRequest, key: str) -> HttpResponse:
    """When a space is taken."""
    space, lang, at = get_public_space(key), lang_of(request), now()
    name = pick(space.title, lang)
    calendar = _calendar(name)
    for starts_at, ends_at in list_busy(space, at=at):
        event = _event(f"{key}-{int(starts_at.timestamp())}", starts_at, ends_at, at)
        event.add("summary", say("booking.feed.busy", lang, place=name))
        calendar.add_component(event)
    response = _file(calendar, f"{key}.ics")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@open_to_all("the sessions of a course are public")
@cache_control(public=True, max_age=300)
@require_safe
def of_course(request: HttpRequest, key: str) -> HttpResponse:
    """The sessions of a course; the online link is not in it."""
    offer, lang, at = get_offer(key), lang_of(request), now()
    calendar = _calendar(title_of(offer, lang))
    for number, session in enumerate(sessions_of(offer), 1):
        event = _event(f"{key}-{number}", session.starts_at, session.ends_at, at)
        titles = (title_of(offer, lang), text_of(session.title, lang))
        event.add("summary", " ".join(one for one in titles if one))
        event.add("url", request.build_absolute_uri(offer_url(offer)))
        calendar.add_component(event)
    response = _file(calendar, f"{key}.ics")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@signed_in
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Make the secret address, or end it."""
    lang = lang_of(request)
    if request.POST.get("do") == "end":
        end_feed(actor=actor_on(request), at=now())
        messages.success(request, say("booking.feed.ended", lang))
    else:
        share_feed(actor=actor_on(request), at=now())
        messages.success(request, say("booking.feed.shared", lang))
    return HttpResponseRedirect(f"{reverse('booking:mine')}#calendar")


def feed_url(feed: FeedAddress) -> str:
    """The secret address of a person's bookings."""
    return reverse("booking:feed", args=[secret_of(feed)])


def _add(calendar: Calendar, request: HttpRequest, rows: Iterable[Reservation], lang: str) -> None:
    for one in rows:
        for number, (starts_at, ends_at) in enumerate(_spans(one)):
            event = _event(f"{one.number}-{number}", starts_at, ends_at, one.made_at)
            event.add("sequence", one.version)
            event.add("summary", place_of(one.offer, one.space, lang))
            event.add("description", say("booking.feed.number", lang, number=one.number))
            if one.space is not None and one.space.address:
                event.add("location", one.space.address)
            ended = one.state in {"cancelled", "expired"}
            pending = one.state in {"held", "won"}
            event.add("status", "CANCELLED" if ended else "TENTATIVE" if pending else "CONFIRMED")
            address = reverse("booking:reservation", args=[one.number])
            event.add("url", request.build_absolute_uri(address))
            calendar.add_component(event)


def _spans(one: Reservation) -> list[tuple[datetime, datetime]]:
    if isinstance(one.offer.read_rules().times, Sessions):
        return [(each.starts_at, each.ends_at) for each in sessions_of(one.offer)]
    return [(one.starts_at, one.ends_at)]


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Madoguchi//booking//JA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    return calendar


def _event(key: str, starts_at: datetime, ends_at: datetime, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{key}@{current_city().key}.booking")
    event.add("dtstamp", stamp)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    return event


def _file(calendar: Calendar, name: str) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
