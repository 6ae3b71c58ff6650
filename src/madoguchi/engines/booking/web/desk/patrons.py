# SPDX-License-Identifier: Apache-2.0
"""Registered users at the counter: find one, register or change one, withdraw penalty points."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.engines.booking.commands.give_points import withdraw_points
from madoguchi.engines.booking.commands.read_patrons import (
    PatronShown,
    PointShown,
    look_for_patrons,
    read_patron,
)
from madoguchi.engines.booking.commands.register_at_counter import register_at_counter
from madoguchi.engines.booking.policy import WORK
from madoguchi.engines.booking.rules.desk_refusals import ReasonMissing
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.web.citizen.facts import class_name
from madoguchi.engines.booking.web.citizen.registration import registration_rows
from madoguchi.engines.booking.web.desk.frame import page, who
from madoguchi.engines.booking.web.desk.patron_form import (
    carried,
    choices,
    errors_of,
    stored,
    told_by,
    typed_of,
)
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import all_texts, say


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def patrons(request: HttpRequest) -> HttpResponse:
    """Find by name, kana or telephone; words are posted, because they are somebody's."""
    actor, at, lang = who(request)
    typed = request.POST.get("q", "").strip()[:80]
    found = look_for_patrons(typed=typed, actor=actor, at=at) if typed else []
    values = {"typed": typed, "rows": [_line(one, lang) for one in found]}
    return page(request, "patrons", values)


def _line(one: PatronShown, lang: str) -> dict[str, Any]:
    patron = one.patron
    return {
        "id": patron.id,
        "name": one.personal.get("name", "—"),
        "kana": one.personal.get("kana", ""),
        "phone": one.personal.get("phone", ""),
        "resident": patron.is_resident,
        "class": class_name(patron.user_class, lang),
        "until": format_date(patron.valid_until, lang) if patron.valid_until else "—",
    }


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new_patron(request: HttpRequest) -> HttpResponse:
    """Register somebody without an account."""
    return _register(request, None)


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def patron(request: HttpRequest, patron_id: UUID) -> HttpResponse:
    """Look at a registration and put it right."""
    return _register(request, patron_id)


def _register(request: HttpRequest, patron_id: UUID | None) -> HttpResponse:
    """The form opens with GET, or with POST from the page of calls; ``do=save`` saves it."""
    actor, at, lang = who(request)
    if request.method != "POST" or request.POST.get("do") != "save":
        return _page(request, patron_id)
    typed = typed_of(request.POST)
    try:
        made = register_at_counter(
            told=told_by(typed, at=at),
            patron_id=patron_id,
            token=_token(request),
            actor=actor,
            at=at,
        )
    except Refusal as refusal:
        return _page(request, patron_id, typed=typed, refusal=refusal)
    if carried(request.POST):
        return _page(request, made.id, saved=True)
    messages.success(request, say("booking.patrons.saved", lang))
    return redirect("booking:desk-patron", patron_id=made.id)


def _token(request: HttpRequest) -> UUID:
    """The mark of the form; a form that opens has a new one, whatever page it is opened from."""
    if request.POST.get("do") != "save":
        return new_id()
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return new_id()


def _page(
    request: HttpRequest,
    patron_id: UUID | None,
    *,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    saved: bool = False,
) -> HttpResponse:
    actor, at, lang = who(request)
    shown = read_patron(patron_id=patron_id, actor=actor, at=at) if patron_id else None
    form = typed or stored(shown, request.POST, at=at)
    values = {
        "patron": shown.patron if shown else None,
        "name": shown.personal.get("name", "") if shown else "",
        "rows": registration_rows(shown.patron, shown.personal, lang) if shown else [],
        "form": form,
        "errors": errors_of(refusal, lang),
        "token": _token(request),
        "carried": carried(request.POST),
        "caller": (shown.personal.get("phone") or shown.personal.get("name", "")) if shown else "",
        "saved": saved,
        "points": [_point(one, lang) for one in shown.points] if shown else [],
        "why": request.POST.get("why", "")[:400],
        **choices(form["user_class"], lang),
    }
    return page(request, "patron", values, refusal)


def _point(one: PointShown, lang: str) -> dict[str, Any]:
    point = one.point
    key = f"booking.held.point.{point.reason}"
    return {
        "id": str(point.id),
        "points": point.points,
        "reason": say(key, lang) if key in all_texts() else point.reason,
        "given": format_instant(point.given_at, lang),
        "number": one.number,
        "withdrawn": format_instant(point.withdrawn_at, lang) if point.withdrawn_at else "",
        "why": point.withdrawn_why,
        "may": one.may_withdraw,
    }


@visiting_staff_may(WORK)
@never_cache
@require_POST
def patron_points(request: HttpRequest, patron_id: UUID) -> HttpResponse:
    """Take points back, with the reason; only those who manage the section that gave them."""
    actor, at, lang = who(request)
    shown = read_patron(patron_id=patron_id, actor=actor, at=at)
    why = request.POST.get("why", "").strip()[:400]
    asked = request.POST.get("point", "")
    found = next((one for one in shown.points if str(one.point.id) == asked), None)
    try:
        if not why:
            raise ReasonMissing
        if found is None or found.point.withdrawn_at is not None:
            raise ReservationUnknown
        withdraw_points(point_id=found.point.id, section=found.section, why=why, actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, patron_id, refusal=refusal)
    messages.success(request, say("booking.desk.did.points", lang))
    return redirect("booking:desk-patron", patron_id=patron_id)
