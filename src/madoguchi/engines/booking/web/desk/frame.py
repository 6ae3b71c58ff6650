# SPDX-License-Identifier: Apache-2.0
"""What do the staff pages of booking share: the day asked for, refusals in the page, words?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.engines.booking.models import Reservation, Space
from madoguchi.engines.booking.rules.times import (
    clock_of,
    day_and_minute,
    last_day_and_minute,
)
from madoguchi.engines.booking.rules.typed import day_typed
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

STATE_TONES = {
    "held": ("lamp", "hold"),
    "won": ("lamp", "hold"),
    "confirmed": ("info", "check"),
    "used": ("ok", "done"),
    "no_show": ("warn", "minus"),
    "cancelled": ("quiet", "close"),
    "expired": ("quiet", "clock"),
}


def page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page, with why something was refused on top; what was typed is in ``values``."""
    lang = lang_of(request)
    shown = {**values, "may": permissions_of(actor_on(request).roles), "refused": None}
    if refusal is not None:
        shown["refused"] = {
            "text": refusal.message.pick(lang),
            "next": refusal.next_step.pick(lang) if refusal.next_step else "",
        }
    status = refusal.status if refusal is not None else 200
    return render(request, f"booking/desk/{template}.html", shown, status=status)


def asked_day(request: HttpRequest, name: str = "day") -> tuple[date, Refusal | None]:
    """The day of the address, also as typed; today where none can be read."""
    on = today(now())
    try:
        return day_typed(request.GET.get(name, ""), on), None
    except Refusal as refusal:
        return on, refusal


def title_of(titles: Mapping[str, str], lang: str) -> str:
    """A name from data in the reader's language."""
    return str(titles.get(lang) or titles.get("ja") or "")


def place_of(reservation: Reservation, lang: str) -> str:
    """Where it is: the offer, and its space where it has one."""
    words = [title_of(reservation.offer.title, lang)]
    if reservation.space is not None:
        words.append(title_of(reservation.space.title, lang))
    return " ".join(dict.fromkeys(words))


def hours_words(starts_at: datetime, ends_at: datetime) -> str:
    """9:00–12:00; 24:00 for the end of a day."""
    _, first = day_and_minute(starts_at)
    _, last = last_day_and_minute(ends_at)
    return f"{_short(first)}–{_short(last)}"


def _short(minute: int) -> str:
    return clock_of(minute).removeprefix("0")


def minutes_words(starts: int, ends: int) -> str:
    """The same for minutes of a day."""
    return f"{_short(starts)}–{_short(ends)}"


def span_words(starts_at: datetime, ends_at: datetime, lang: str) -> str:
    """令和8年12月1日(火)9:00–12:00, or from one day to another."""
    first, _ = day_and_minute(starts_at)
    last, end = last_day_and_minute(ends_at)
    if first == last:
        return f"{format_date(first, lang)} {hours_words(starts_at, ends_at)}"
    _, begin = day_and_minute(starts_at)
    return f"{format_date(first, lang)} {_short(begin)} – {format_date(last, lang)} {_short(end)}"


def state_shown(reservation: Reservation, lang: str) -> dict[str, str]:
    """The state as a tag."""
    tone, icon = STATE_TONES[reservation.state]
    words = say(f"booking.desk.state.{reservation.state}", lang)
    return {"tone": tone, "icon": icon, "text": words}


def payment_shown(reservation: Reservation, lang: str) -> dict[str, str]:
    """Whether the fee is paid, as a tag; what is still to be paid, or to be paid back, in yen."""
    balance = reservation.balance_yen
    if balance < 0:
        words = say("booking.desk.surplus", lang, yen=f"{-balance:,}")
        return {"tone": "warn", "icon": "undo", "text": words}
    if balance and reservation.paid_at is not None:
        words = say("booking.desk.balance", lang, yen=f"{balance:,}")
        return {"tone": "warn", "icon": "yen", "text": words}
    if reservation.paid_at is not None:
        return {"tone": "ok", "icon": "done", "text": say("booking.desk.paid", lang)}
    if reservation.amount_yen:
        return {"tone": "warn", "icon": "yen", "text": say("booking.desk.unpaid", lang)}
    return {"tone": "quiet", "icon": "yen", "text": say("booking.desk.free", lang)}


def space_choices(spaces: list[Space], lang: str) -> list[tuple[str, str]]:
    """Key and name for a list to choose from."""
    return [(one.key, title_of(one.title, lang)) for one in spaces]


def who(request: HttpRequest) -> tuple[Actor, datetime, str]:
    """Who asks, when, and in which language they read."""
    return actor_on(request), now(), lang_of(request)
