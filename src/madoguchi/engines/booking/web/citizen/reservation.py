# SPDX-License-Identifier: Apache-2.0
"""One booking: to be completed while it is held, to be shown, printed and scanned once it stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.booking.commands.confirm import confirm
from madoguchi.engines.booking.commands.fill_in import fill_in
from madoguchi.engines.booking.models import PENDING, Reservation
from madoguchi.engines.booking.ports import pay_page
from madoguchi.engines.booking.queries.doors import door_code_for
from madoguchi.engines.booking.queries.equipment import count_left
from madoguchi.engines.booking.queries.leaving import leaving_of
from madoguchi.engines.booking.queries.longer import list_ends
from madoguchi.engines.booking.queries.online import room_of
from madoguchi.engines.booking.queries.reservations import get_reservation, read_contact
from madoguchi.engines.booking.queries.tickets import ticket_of
from madoguchi.engines.booking.rules.asks import read_answers
from madoguchi.engines.booking.rules.doors import opens
from madoguchi.engines.booking.rules.equipment import most_of
from madoguchi.engines.booking.rules.offer import Extra
from madoguchi.engines.booking.rules.refusals import HoldExpired
from madoguchi.engines.booking.web.answers import answer_errors, answer_fields, answers_shown
from madoguchi.engines.booking.web.citizen.choice import choice_fields, count_in, read_choice
from madoguchi.engines.booking.web.citizen.courses import shown_sessions
from madoguchi.engines.booking.web.citizen.facts import cancel_words, list_to_know
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumb_of,
    crumbs,
    group_name,
    help_of,
    instant_words,
    long_time,
    money,
    offer_url,
    place_of,
    refusal_words,
    span_words,
    text_of,
)
from madoguchi.engines.booking.web.citizen.money_lines import fee_lines
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.squares import square_path
from madoguchi.platform.screens.wording import say

OWING = frozenset({"confirmed", "used", "no_show", "cancelled"})
"""States in which what a booking costs is owed."""
LOOKS = {
    "held": ("lamp", "hold"),
    "won": ("lamp", "flag"),
    "confirmed": ("ok", "check"),
    "used": ("quiet", "done"),
    "no_show": ("bad", "warn"),
    "cancelled": ("quiet", "undo"),
    "expired": ("quiet", "clock"),
}
MOST_EXTRAS = 99


@signed_in
@never_cache
@require_GET
def reservation(request: HttpRequest, number: str) -> HttpResponse:
    """The booking as it stands: the form while it is held, else the booking with its square."""
    one, at = get_reservation(number, actor=actor_on(request)), now()
    if one.state in PENDING and one.hold_until is not None and one.hold_until > at:
        return _form(request, one, at)
    return _standing(request, one, at)


@signed_in
@require_POST
def fill(request: HttpRequest, number: str) -> HttpResponse:
    """Take what was typed; work the fee out anew, or book."""
    one, at = get_reservation(number, actor=actor_on(request)), now()
    here = reverse("booking:reservation", args=[one.number])
    if one.state not in PENDING:
        return HttpResponseRedirect(here)
    answers = read_answers(one.offer.read_rules().asks, lambda name: request.POST.get(name, ""))
    errors = _missing(request, one, answers)
    try:
        filled = fill_in(
            reservation_id=one.id, actor=actor_on(request), at=at, **_typed(request, one, answers)
        )
    except HoldExpired:
        return HttpResponseRedirect(here)
    except Refusal as refusal:
        return _form(request, one, at, refusal=refusal)
    if errors:
        return _form(request, filled, at, errors=errors)
    if request.POST.get("do") != "book":
        messages.info(request, say("booking.form.recounted", lang_of(request)))
        return HttpResponseRedirect(f"{here}#fee")
    if filled.amount_yen != count_in(request.POST.get("seen", ""), 100_000_000):
        return _form(request, filled, at, changed=True)
    confirm(reservation_id=filled.id, actor=actor_on(request), at=at)
    return HttpResponseRedirect(here)


def _typed(request: HttpRequest, one: Reservation, answers: Mapping[str, str]) -> dict[str, Any]:
    post, choice = request.POST, read_choice(request, one.offer)
    rules = one.offer.read_rules()
    extras = tuple(
        (extra.key, count)
        for extra in rules.extras
        if (count := count_in(post.get(f"extra-{extra.key}", ""), MOST_EXTRAS))
    )
    people = count_in(post.get("people", ""), 100_000) or one.people
    won = one.state == "won"
    return {
        "people": people,
        "purpose": choice.purpose,
        "extras": extras,
        "group_id": one.group_id if won else choice.group_id,
        "contact": {
            "name": post.get("name", "").strip()[:80],
            "phone": post.get("phone", "").strip()[:30],
            **answers,
        },
        "ends_at": None if won else _end(post, one),
    }


def _end(post: Mapping[str, str], one: Reservation) -> datetime | None:
    written = post.get("ends", "")
    if not (written.isascii() and written.isdigit()) or len(written) > 10:
        return None
    return one.starts_at.fromtimestamp(int(written), tz=one.starts_at.tzinfo)


def _missing(
    request: HttpRequest, one: Reservation, answers: Mapping[str, str]
) -> list[dict[str, str]]:
    lang = lang_of(request)
    own = answer_errors(one.offer.read_rules().asks, answers, lang)
    return [
        {"href": f"#{name}", "text": say(f"booking.form.{name}_missing", lang), "name": name}
        for name in ("name", "phone")
        if not request.POST.get(name, "").strip()
    ] + own


def _form(
    request: HttpRequest,
    one: Reservation,
    at: datetime,
    *,
    refusal: Refusal | None = None,
    errors: list[dict[str, str]] | None = None,
    changed: bool = False,
) -> HttpResponse:
    lang, contact = lang_of(request), read_contact(one)
    rules = one.offer.read_rules()
    until = one.hold_until or at
    values = _common(one, lang) | {
        "won": one.state == "won",
        "until": until,
        "until_words": instant_words(until, lang),
        "seconds": max(int((until - at).total_seconds()), 0) if until - at < timedelta(1) else 0,
        "fee": fee_lines(one, lang),
        "choice": choice_fields(one.offer, read_choice(request, one.offer), lang)
        | {
            "people": one.people,
            "purpose": one.purpose,
            "group": str(one.group_id or ""),
        },
        "fixed_people": bool(contact.get("births")),
        "children": contact.get("children", ""),
        "ends": [] if one.state == "won" else _ends(one, lang, at),
        "end": str(int(one.ends_at.timestamp())),
        "extras": _extra_fields(one, lang, at),
        "contact": _contact(request, contact),
        "asks": answer_fields(
            rules.asks,
            lambda name: request.POST.get(name, contact.get(name, "")),
            lang,
            {one["name"]: one["text"] for one in errors or []},
        ),
        "errors": errors or [],
        "error_of": {one["name"]: one["text"] for one in errors or []},
        "refusal": refusal_words(refusal, lang),
        "changed": changed,
        "fill_url": reverse("booking:fill", args=[one.number]),
        "cancel_url": reverse("booking:cancel", args=[one.number]),
        "sure": cancel_words(rules, lang),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "booking/citizen/held.html", values, status=status)


def _extra_fields(one: Reservation, lang: str, at: datetime) -> list[dict[str, Any]]:
    """A number for each equipment that can be had."""
    extras, left = {str(key): count for key, count in one.extras}, count_left(one, at=at)
    return [
        {
            "name": f"extra-{extra.key}",
            "label": text_of(extra.title, lang),
            "hint": _extra_hint(extra, left, lang),
            "value": extras.get(extra.key, ""),
        }
        for extra in one.offer.read_rules().extras
    ]


def _extra_hint(extra: Extra, left: Mapping[str, int], lang: str) -> str:
    """What it costs, and how many pieces are left at this time."""
    if extra.key not in left:
        return money(extra.yen, lang)
    count = min(left[extra.key], most_of(extra))
    return f"{money(extra.yen, lang)} ・ {say('booking.form.extra_left', lang, count=count)}"


def _contact(request: HttpRequest, known: Mapping[str, str]) -> dict[str, str]:
    return {name: request.POST.get(name, known.get(name, "")) for name in ("name", "phone")}


def _ends(one: Reservation, lang: str, at: datetime) -> list[tuple[str, str]]:
    """Until when the booking may last, while what follows it is free."""
    ends = list_ends(one, at=at)
    if len(ends) < 2:
        return []
    return [(str(int(end.timestamp())), span_words(one.starts_at, end, lang)) for end in ends]


def _standing(request: HttpRequest, one: Reservation, at: datetime) -> HttpResponse:
    lang, contact = lang_of(request), read_contact(one)
    over = one.state in PENDING
    state = "expired" if over else one.state
    coming = one.state == "confirmed" and one.starts_at > at
    current = one.state in {"confirmed", "used"} and one.ends_at > at
    side, path = square_path(ticket_of(one)) if current else (0, "")
    leaving = leaving_of(one, at=at)
    values = _common(one, lang) | {
        "state": state,
        "title": say(f"booking.title.{state}", lang),
        "coming": coming,
        "current": current,
        "door": _door(one, lang, at),
        "rows": _rows(one, contact, lang),
        "fee": fee_lines(one, lang),
        "pay_url": pay_page(one.ref) if one.state in OWING and one.balance_yen > 0 else "",
        "sessions": shown_sessions(one.offer, lang),
        "online": _online(one, lang, at),
        "facts": list_to_know(one.offer, lang),
        "side": side,
        "path": path,
        "sure": cancel_words(one.read_rules(), lang) if coming else [],
        "may_cancel": coming and not leaving.is_too_late(at),
        "cancel_url": reverse("booking:cancel", args=[one.number]),
        "change_url": reverse("booking:change", args=[one.number]),
        "calendar_url": reverse("booking:reservation-calendar", args=[one.number]),
        "ended": _ended(one, state, lang),
        "fresh": one.confirmed_at is not None and at - one.confirmed_at < timedelta(minutes=10),
    }
    return render(request, "booking/citizen/reservation.html", values)


def _common(one: Reservation, lang: str) -> dict[str, Any]:
    return {
        "reservation": one,
        "number": one.number,
        "place": place_of(one.offer, one.space, lang),
        "when": long_time(one.starts_at, one.ends_at, lang),
        "kind": say(f"booking.kind.{one.offer.kind}", lang),
        "kind_key": one.offer.kind,
        "crumbs": crumbs(lang, crumb_of(one.offer, lang), Crumb(one.number)),
        "offer_url": offer_url(one.offer),
        "help": help_of(one.offer, lang),
        "mine_url": reverse("booking:mine"),
    }


def _rows(one: Reservation, contact: Mapping[str, str], lang: str) -> list[dict[str, str]]:
    rows = [
        ("what", place_of(one.offer, one.space, lang)),
        ("when", long_time(one.starts_at, one.ends_at, lang)),
        ("where", _where(one, lang)),
        ("people", say("booking.people", lang, people=one.people)),
        ("children", contact.get("children", "")),
        ("purpose", one.offer.read_rules().word(one.purpose, lang)),
        ("group", group_name(one.group)),
        ("extras", _extras(one, lang)),
        ("name", contact.get("name", "")),
        ("phone", contact.get("phone", "")),
    ]
    asks = one.offer.read_rules().asks
    return [
        *({"label": say(f"booking.row.{key}", lang), "text": text} for key, text in rows if text),
        *answers_shown(asks, contact, lang),
    ]


def _where(one: Reservation, lang: str) -> str:
    """Where to come: as the offer says, and the address of the place."""
    told = text_of(one.offer.read_rules().facts.place, lang)
    address = one.space.address if one.space else ""
    return " ・ ".join(dict.fromkeys(part for part in (told, address) if part))


def _door(one: Reservation, lang: str, at: datetime) -> dict[str, str] | None:
    """The code of the door while the time is near, and from when until when it opens."""
    code = door_code_for(one, at=at)
    if not code:
        return None
    first, last = opens(one.starts_at, one.ends_at)
    return {
        "code": code,
        "text": say(
            "booking.door.text",
            lang,
            first=instant_words(first, lang),
            last=instant_words(last, lang),
        ),
    }


def _online(one: Reservation, lang: str, at: datetime) -> dict[str, str] | None:
    """The link of a meeting by video, or when it will be here."""
    found = room_of(one, at=at)
    if found is None:
        return None
    if found.url:
        return {"url": found.url}
    if found.opens_at is not None:
        return {"later": say("booking.online.opens", lang, at=instant_words(found.opens_at, lang))}
    return {"later": say("booking.online.away", lang)}


def _extras(one: Reservation, lang: str) -> str:
    titles = {extra.key: text_of(extra.title, lang) for extra in one.offer.read_rules().extras}
    return "、".join(f"{titles.get(key, key)} × {count}" for key, count in one.extras)


def _ended(one: Reservation, state: str, lang: str) -> str:
    if state == "cancelled":
        key = "closed" if one.end_reason == "closed" else "cancelled"
        return say(f"booking.ended.{key}", lang, yen=money(one.amount_yen, lang))
    if state == "expired":
        key = "unpaid" if one.end_reason == "unpaid" else "expired"
        return say(f"booking.ended.{key}", lang)
    return ""
