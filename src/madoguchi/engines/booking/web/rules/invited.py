# SPDX-License-Identifier: Apache-2.0
"""Invited families open their invitation by number and birth date and book without an account."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.engines.booking.commands.book_invited import book_invited, open_by_number
from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.models import Invitation
from madoguchi.engines.booking.queries.free_times import free_times
from madoguchi.engines.booking.queries.invitations import Invited, actor_of, shown
from madoguchi.engines.booking.rules.asks import read_answers
from madoguchi.engines.booking.rules.invited import eligible_days
from madoguchi.engines.booking.rules.invited_refusals import InvitationUnknown
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.rule_effects import slots_of
from madoguchi.engines.booking.rules.series import Place
from madoguchi.engines.booking.rules.times import days_between
from madoguchi.engines.booking.web.answers import answer_fields, errors_of
from madoguchi.engines.booking.web.rules.frame import (
    Crumb,
    day_and_span,
    page,
    pick,
    span,
)
from madoguchi.engines.booking.web.rules.series_form import read_place, value_of
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.date_refusals import DateRefused
from madoguchi.kernel.eras import format_date, parse_wareki
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.guard.api import Limit, address_of, forgive, take
from madoguchi.platform.guard.limited import TooMany
from madoguchi.platform.screens.dates import era_choices, typed_date
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

OPENED = "booking.invited"
STAYS = timedelta(minutes=30)
BY_ADDRESS = Limit(name="booking.invited.address", free=30, window=timedelta(hours=1))
BY_NUMBER = Limit(name="booking.invited.number", free=5, window=timedelta(hours=1))
MOST_DAYS = 12


@open_to_all("the number opens nothing without the date of birth")
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the number in the letter and the child's date of birth."""
    if request.method != "POST":
        return _entry(request)
    number = request.POST.get("number", "").strip()[:40]
    typed = typed_date(dict(request.POST.lists()), "birth")
    try:
        birth_on = parse_wareki(typed["era"], typed["year"], typed["month"], typed["day"])
    except DateRefused as refusal:
        return _entry(request, birth_error=refusal.message.pick(lang_of(request)))
    taken = take({BY_ADDRESS: address_of(request), BY_NUMBER: number}, at=now())
    try:
        if not taken.allowed:
            raise TooMany(taken.wait)
        found = open_by_number(number=number, birth_on=birth_on, actor=actor_on(request), at=now())
    except Refusal as refusal:
        return _entry(request, refusal=refusal)
    forgive(taken, at=now())
    until = now() + STAYS
    request.session[OPENED] = {
        "ids": [str(one.id) for one in found], "until": until.isoformat()
    }  # fmt: skip
    return redirect("booking:invited-choose")


def _entry(
    request: HttpRequest, refusal: Refusal | None = None, birth_error: str = ""
) -> HttpResponse:
    lang = lang_of(request)
    values = {
        "crumbs": [Crumb(say("booking.invited.title", lang))],
        "number": request.POST.get("number", "")[:40],
        "birth": typed_date(dict(request.POST.lists()), "birth"),
        "birth_error": birth_error,
        "errors": [{"href": "#birth", "text": birth_error}] if birth_error else [],
        "eras": era_choices(lang, oldest="heisei"),
    }
    response = page(request, "invited_enter", values, refusal)
    if birth_error:
        response.status_code = 422
    wait = getattr(refusal, "retry_after", None)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def _opened(request: HttpRequest) -> list[Invitation]:
    """The invitations that this browser has opened not long ago.

    Raises:
        InvitationUnknown: none, or it is too long ago.
    """
    kept = request.session.get(OPENED) or {}
    if not kept or datetime.fromisoformat(kept["until"]) <= now():
        raise InvitationUnknown
    rows = Invitation.objects.select_related("offer", "reservation", "reservation__offer")
    ids = [UUID(one) for one in kept["ids"]]
    found = {one.id: one for one in rows.filter(id__in=ids, withdrawn_at=None)}
    if not found:
        raise InvitationUnknown
    return [found[one] for one in ids if one in found]


@open_to_all("whoever has opened the invitation in this browser; others are sent to open it")
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the children and a time; all are booked together or none."""
    try:
        found = _opened(request)
    except InvitationUnknown:
        return redirect("booking:invited")
    if request.method != "POST":
        return _choose(request, found)
    wanted = set(request.POST.getlist("child"))
    chosen = [one for one in found if str(one.id) in wanted]
    try:
        place = read_place(request.POST.get("time", ""))
        book_invited(
            invitations=chosen,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            phone=request.POST.get("phone", "").strip()[:20],
            answers=read_answers(
                found[0].offer.read_rules().asks, lambda name: request.POST.get(name, "")
            ),
            actor=actor_on(request),
            at=now(),
        )
    except Refusal as refusal:
        return _choose(request, found, refusal)
    return HttpResponseRedirect(f"{reverse('booking:invited-choose')}?made=1")


def _choose(
    request: HttpRequest, found: list[Invitation], refusal: Refusal | None = None
) -> HttpResponse:
    lang, children = lang_of(request), shown(found)
    waiting = [one for one in children if not one.booked]
    offer = found[0].offer
    values = {
        "crumbs": [
            Crumb(say("booking.invited.title", lang), reverse("booking:invited")),
            Crumb(pick(offer.title, lang)),
        ],
        "offer": offer,
        "title": pick(offer.title, lang),
        "facts": _facts(offer, lang),
        "booked": [_child(one, lang) for one in children if one.booked],
        "waiting": [_child(one, lang) for one in waiting],
        "chosen": request.POST.getlist("child") or [one.id for one in waiting],
        "days": _days(found[0], waiting, lang) if waiting else [],
        "time": request.POST.get("time", ""),
        "phone": request.POST.get("phone", "")[:20],
        "asks": answer_fields(
            offer.read_rules().asks,
            lambda name: request.POST.get(name, ""),
            lang,
            errors_of(refusal, lang),
        ),
        "made": bool(request.GET.get("made")),
        "cancelled": bool(request.GET.get("cancelled")),
    }
    return page(request, "invited_choose", values, refusal)


def _child(one: Invited, lang: str) -> dict[str, Any]:
    first, last = eligible_days(one.birth_on, one.offer.read_rules())
    return {
        "id": one.id,
        "name": one.name,
        "note": say(
            "booking.invited.days", lang, birth=format_date(one.birth_on, lang),
            first=format_date(first, lang), last=format_date(last, lang),
        ),
        "number": one.booked,
        "when": _when(one, lang),
    }  # fmt: skip


def _when(one: Invited, lang: str) -> str:
    if one.booked_at is None:
        return ""
    return day_and_span(one.booked_at, one.booked_until or one.booked_at, lang)


def _facts(offer: Any, lang: str) -> list[dict[str, str]]:
    facts = offer.read_rules().facts
    rows = [("pin", "place", facts.place), ("check", "bring", facts.bring)]
    return [
        {"icon": icon, "label": say(f"booking.invited.{key}", lang), "text": value.pick(lang)}
        for icon, key, value in rows
        if value is not None
    ]


def _days(first: Invitation, waiting: list[Invited], lang: str) -> list[dict[str, Any]]:
    """The next days on which all the children have the age and a place is free."""
    rules, on = first.offer.read_rules(), today(now())
    spans = [eligible_days(one.birth_on, rules) for one in waiting]
    start = max([on, *(span_[0] for span_ in spans)])
    end = min([start + timedelta(days=120), *(span_[1] for span_ in spans)])
    if first.book_until is not None:
        end = min(end, max(first.book_until, on) + timedelta(days=120))
    days = [day for day in days_between(start, end) if slots_of(rules, day, None)]
    found = _free(first, days, len(waiting), lang)
    return found[:MOST_DAYS]


def _free(first: Invitation, days: list[date], children: int, lang: str) -> list[dict[str, Any]]:
    shown_days = []
    rules = first.offer.read_rules()
    lengths = {b - a for day in days for a, b in slots_of(rules, day, None)}
    for length in sorted(lengths):
        free = free_times(first.offer, days, timedelta(minutes=length), at=now(), people=children)
        for day in days:
            times = [
                {"value": value_of(Place(*time, key)), "label": span(*time)}
                for key, found in free[day].items()
                for time in found
            ]
            if times:
                shown_days.append({"day": format_date(day, lang), "times": times})
    return shown_days


@open_to_all("whoever has opened the invitation in this browser cancels what it booked")
@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Cancel the booking of one child, so that another day can be chosen."""
    try:
        found = _opened(request)
    except InvitationUnknown:
        return redirect("booking:invited")
    number = request.POST.get("number", "")
    row = next(
        (one for one in found if one.reservation is not None and one.reservation.number == number),
        None,
    )
    try:
        if row is None or row.reservation is None:
            raise ReservationUnknown
        cancel(reservation_id=row.reservation.id, actor=actor_of(row), at=now())
    except Refusal as refusal:
        return _choose(request, found, refusal)
    return HttpResponseRedirect(f"{reverse('booking:invited-choose')}?cancelled=1")
