# SPDX-License-Identifier: Apache-2.0
"""Enter a lottery with ranked wishes, see one's own application and how it ended, withdraw."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.enter_lottery import enter_lottery, withdraw_entry
from madoguchi.engines.booking.commands.grant_wins import CAPPED
from madoguchi.engines.booking.models import LotteryEntry, LotteryRound, Offer, Reservation
from madoguchi.engines.booking.queries.lottery import check_open, get_round
from madoguchi.engines.booking.queries.rounds import (
    count_wishes,
    get_own_entry,
    list_own_entries,
    list_won,
)
from madoguchi.engines.booking.rules.lottery_refusals import AlreadyEntered, RoundNotOpen
from madoguchi.engines.booking.rules.times import day_and_minute, last_day_and_minute
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.engines.booking.web.citizen.choice import choice_fields, read_choice
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumbs,
    group_name,
    help_for,
    help_of,
    instant_words,
    pick,
    place_of,
    read_slot,
    refusal_words,
    time_words,
)
from madoguchi.engines.booking.web.citizen.wishes import (
    Line,
    Wishes,
    offered,
    read_wishes,
    rearrange,
    times_of,
    wish_words,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say

FIRST_ROWS = 3


@signed_in
@never_cache
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """希望: up to ten, the best first; rows are added and moved by buttons of the form."""
    one, at = get_round(key), now()
    try:
        check_open(one, at=at)
    except RoundNotOpen as refusal:
        messages.info(request, refusal.message.pick(lang_of(request)))
        return HttpResponseRedirect(reverse("booking:round", args=[key]))
    most, lines = _limits(one)
    if request.method != "POST":
        return _form(request, one, _first_wishes(request, most))
    typed = read_wishes(request.POST.dict(), most=most, most_lines=lines)
    do = request.POST.get("do", "send")
    if do != "send":
        rearrange(typed, do, most=most, most_lines=lines)
        return _form(request, one, typed)
    return _send(request, one, typed)


def _limits(one: LotteryRound) -> tuple[int, int]:
    most = min(int(one.rules.get("wishes_most", 10)), 10)
    return most, min(int(one.rules.get("slots_per_wish", 4)), 4)


def _first_wishes(request: HttpRequest, most: int) -> Wishes:
    """Empty rows, the first filled with the slot that was pressed in a calendar."""
    rows = [[Line()] for _ in range(min(FIRST_ROWS, most))]
    if request.GET.get("slot"):
        space, starts_at, ends_at = read_slot(request.GET["slot"])
        day, first = day_and_minute(starts_at)
        last = last_day_and_minute(ends_at)[1]
        place = f"{request.GET.get('offer', '')[:80]}|{space}"
        rows[0] = [Line(place, day.isoformat(), f"{first}-{last}")]
    return Wishes(rows)


def _send(request: HttpRequest, one: LotteryRound, typed: Wishes) -> HttpResponse:
    lang, errors = lang_of(request), []
    wishes: list[list[Wanted]] = []
    for number, lines in enumerate(typed.wishes, 1):
        if all(line.is_empty for line in lines):
            continue
        kept = [line for line in lines if not line.is_empty]
        if any(times_of(line) is None for line in kept):
            text = say("booking.lottery.wish_unfinished", lang, n=number)
            errors.append({"href": f"#w{number}.1.place", "text": text})
            continue
        wishes.append([_wanted(request, one, line) for line in kept])
    if not wishes and not errors:
        text = say("booking.lottery.wish_missing", lang)
        errors.append({"href": "#w1.1.place", "text": text})
    if errors:
        return _form(request, one, typed, errors=errors)
    try:
        entry = enter_lottery(round_key=one.key, wishes=wishes, actor=actor_on(request), at=now())
    except AlreadyEntered as refusal:
        return _form(request, one, typed, refusal=refusal)
    except Refusal as refusal:
        return _form(request, one, typed, refusal=refusal)
    messages.success(request, say("booking.lottery.entered", lang))
    return HttpResponseRedirect(reverse("booking:entry", args=[entry.id]))


def _wanted(request: HttpRequest, one: LotteryRound, line: Line) -> Wanted:
    found = times_of(line)
    if found is None:
        raise ValueError("an unfinished line")
    choice = read_choice(request, _first_offer(one))
    return Wanted(
        offer=found[0],
        space=found[1],
        starts_at=found[2],
        ends_at=found[3],
        people=choice.people,
        purpose=choice.purpose,
        group_id=choice.group_id,
        channel="lottery",
    )


def _first_offer(one: LotteryRound) -> Offer:
    return one.offers.order_by("key")[0]


def _form(
    request: HttpRequest,
    one: LotteryRound,
    typed: Wishes,
    *,
    errors: list[dict[str, str]] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang, offer = lang_of(request), _first_offer(one)
    most, lines = _limits(one)
    counted = sum(count_wishes(one).values())
    values = {
        "round": one,
        "title": pick(one.title, lang),
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.lottery.all", lang), reverse("booking:rounds")),
            Crumb(pick(one.title, lang), reverse("booking:round", args=[one.key])),
            Crumb(say("booking.lottery.enter", lang)),
        ),
        "wishes": typed.wishes,
        "most": most,
        "most_lines": lines,
        "may_add": len(typed.wishes) < most,
        "choice": choice_fields(offer, read_choice(request, offer), lang),
        "closes": instant_words(one.closes_at, lang),
        "counted": counted,
        "own": [
            {"number": each.number, "url": reverse("booking:entry", args=[each.id])}
            for each in list_own_entries(actor_on(request)).filter(round=one)
        ],
        "errors": errors or [],
        "refusal": refusal_words(refusal, lang),
        "help": help_of(offer, lang),
        **offered(one, lang),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "booking/citizen/enter.html", values, status=status)


@signed_in
@never_cache
@require_GET
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The own application: wishes, receipt, result."""
    lang, at = lang_of(request), now()
    found = get_own_entry(entry_id, actor=actor_on(request))
    one = found.round
    offers = {o.key: o for o in one.offers.prefetch_related("spaces")}
    values = {
        "entry": found,
        "round_title": pick(one.title, lang),
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.mine.title", lang), reverse("booking:mine")),
            Crumb(say("booking.entry.title", lang, number=found.number)),
        ),
        "state": say(f"booking.entry.{found.state}", lang),
        "state_words": say("booking.entry.capped", lang)
        if found.state_reason == CAPPED
        else say(f"booking.entry.now.{found.state}", lang, at=instant_words(one.closes_at, lang)),
        "wishes": [
            {"rank": wish.rank, "lines": wish_words(wish.slots, offers, lang), "won": wish.won}
            for wish in found.wishes.all()
        ],
        "rows": _rows(found, _purpose(found, offers, lang), lang),
        "won": [_won(each, lang) for each in list_won(found)],
        "may_withdraw": found.state == "entered" and one.state == "open" and at < one.closes_at,
        "withdraw_url": reverse("booking:withdraw", args=[found.id]),
        "round_url": reverse("booking:round", args=[one.key]),
        "help": help_for(next(iter(offers.values())).section if offers else "", lang),
    }
    return render(request, "booking/citizen/entry.html", values)


def _purpose(found: LotteryEntry, offers: Mapping[str, Offer], lang: str) -> str:
    """The purpose in words, as one of the offers calls it."""
    every = (offer.read_rules() for offer in offers.values())
    return next(
        (r.word(found.purpose, lang) for r in every if found.purpose in r.words), found.purpose
    )


def _rows(found: LotteryEntry, purpose: str, lang: str) -> list[dict[str, str]]:
    rows = [
        ("entry_number", found.number),
        ("entered", format_instant(found.entered_at, lang)),
        ("people", say("booking.people", lang, people=found.people)),
        ("purpose", purpose),
        ("group", group_name(found.group)),
        ("reason", found.state_reason),
    ]
    return [{"label": say(f"booking.row.{key}", lang), "text": text} for key, text in rows if text]


def _won(one: Reservation, lang: str) -> dict[str, Any]:
    until = instant_words(one.hold_until, lang) if one.hold_until else ""
    return {
        "label": f"{place_of(one.offer, one.space, lang)} "
        f"{time_words(one.starts_at, one.ends_at, lang)}",
        "url": reverse("booking:reservation", args=[one.number]),
        "state": say(f"booking.reservation.{one.state}", lang),
        "until": say("booking.mine.due_won", lang, at=until) if until else "",
        "pending": one.state == "won",
    }


@signed_in
@require_POST
def withdraw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take the application back while the lottery is open."""
    found = get_own_entry(entry_id, actor=actor_on(request))
    withdraw_entry(entry_id=found.id, actor=actor_on(request), at=now())
    messages.success(request, say("booking.lottery.withdrawn", lang_of(request)))
    return HttpResponseRedirect(reverse("booking:round", args=[found.round.key]))
