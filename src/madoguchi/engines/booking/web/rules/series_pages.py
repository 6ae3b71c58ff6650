# SPDX-License-Identifier: Apache-2.0
"""The page on which a series is planned and booked, and the page of one that is booked.

Citizens and staff work on the same pages; ``Face`` says what differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from madoguchi.engines.booking.commands.book_series import book_series, cancel_series
from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.look_ahead import look_ahead
from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.queries.series import get_series, list_dates
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.series import EVERY, SeriesNotOffered
from madoguchi.engines.booking.web.rules.frame import Crumb, money, page, pick, space_names
from madoguchi.engines.booking.web.rules.series_form import (
    SeriesForm,
    date_rows,
    purposes_of,
    read_chosen,
    read_form,
    rows_shown,
    total_yen,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class Face:
    """Whose page it is: the crumbs, the names of its addresses, whether a caller is asked for."""

    plan: str
    shown: str
    by_staff: bool = False


def plan_page(
    request: HttpRequest, key: str, face: Face, groups: list[tuple[str, str]], crumb: Crumb
) -> HttpResponse:
    """Fill in, see every date, choose, book."""
    lang, offer = lang_of(request), get_offer(key)
    if not offer.read_rules().series_most:
        raise SeriesNotOffered
    names = space_names(offer, lang)
    data = request.POST if request.method == "POST" else request.GET
    form = read_form(data, offer, names, lang, by_staff=face.by_staff)
    values = _form_values(offer, form, names, lang) | {
        "groups": groups,
        "by_staff": face.by_staff,
        "crumbs": [crumb, Crumb(say("booking.series.title", lang))],
        "key": data.get("key", "")[:64] or str(new_id()),
    }
    if form.wish is None:
        return page(request, "series_plan", values)
    refusal = None
    if request.method == "POST":
        done = _book(request, form, values["key"])
        if isinstance(done, HttpResponse):
            return done
        refusal = done
    return _with_dates(request, form, values, refusal, names)


def _book(request: HttpRequest, form: SeriesForm, key: str) -> HttpResponse | Refusal:
    """Book what was chosen and go to the page of the series; or why not."""
    actor, at = actor_on(request), now()
    staff = "phone" in form.typed
    try:
        if form.wish is None:
            return SeriesNotOffered()
        found = look_ahead(wish=form.wish, actor=actor, at=at)
        chosen = read_chosen(request.POST, found)
        series = book_series(wish=form.wish, chosen=chosen, actor=actor, at=at, key=key)
    except Refusal as refusal:
        return refusal
    name = "booking:desk-series" if staff else "booking:series"
    return HttpResponseRedirect(f"{reverse(name, args=[series.number])}?made=1")


def _with_dates(
    request: HttpRequest,
    form: SeriesForm,
    values: Mapping[str, Any],
    refusal: Refusal | None,
    names: Mapping[str, str],
) -> HttpResponse:
    lang = lang_of(request)
    if form.wish is None:
        return page(request, "series_plan", values, refusal)
    try:
        found = look_ahead(wish=form.wish, actor=actor_on(request), at=now())
    except Refusal as problem:
        return page(request, "series_plan", values, refusal or problem)
    data = request.POST if request.method == "POST" else None
    shown = dict(values)
    shown["rows"] = rows_shown(found, data, names, lang)
    shown["free_count"] = sum(one.why is None for one in found)
    shown["taken_count"] = len(found) - shown["free_count"]
    shown["total"] = money(total_yen(found), lang)
    return page(request, "series_plan", shown, refusal)


def _form_values(
    offer: Offer, form: SeriesForm, names: Mapping[str, str], lang: str
) -> dict[str, Any]:
    rules = offer.read_rules()
    return {
        "offer": offer,
        "title": pick(offer.title, lang),
        "typed": form.typed,
        "faults": form.faults,
        "errors": [{"href": f"#{name}", "text": words} for name, words in form.faults.items()],
        "spaces": list(names.items()),
        "every": [
            {"value": one, "label": say(f"booking.series.every.{one}", lang)} for one in EVERY
        ],
        "purposes": purposes_of(rules, lang),
        "most": rules.series_most,
    }


def series_page(request: HttpRequest, number: str, face: Face, crumb: Crumb) -> HttpResponse:
    """The dates of a series; cancel one or all that are still to come, consequences shown first."""
    lang, at, actor = lang_of(request), now(), actor_on(request)
    series = get_series(number, actor=actor)
    back = reverse(face.shown, args=[number])
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"{back}?{urlencode(_cancel(request, number))}")
        except Refusal as problem:
            refusal = problem
    rows = date_rows(list_dates(series), at=at, lang=lang)
    coming = [row for row in rows if row["may_cancel"]]
    asked = request.GET.get("cancel", "")
    values = {
        "crumbs": [crumb, Crumb(series.number)],
        "series": series,
        "title": pick(series.offer.title, lang),
        "pattern": say(f"booking.series.every.{series.pattern['every']}", lang),
        "rows": rows,
        "coming": len(coming),
        "owed": money(sum(row["owed"] for row in coming), lang),
        "asked": asked if asked == "rest" or any(r["number"] == asked for r in coming) else "",
        "asked_row": next((row for row in coming if row["number"] == asked), None),
        "made": bool(request.GET.get("made")),
        "cancelled": _number(request, "cancelled"),
        "kept": _number(request, "kept"),
        "by_staff": face.by_staff,
        "back": back,
    }
    return page(request, "series", values, refusal)


def _number(request: HttpRequest, name: str) -> int | None:
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else None


def _cancel(request: HttpRequest, number: str) -> dict[str, int]:
    """Cancel one date or the rest; how many were, and how many stay."""
    actor, at = actor_on(request), now()
    series = get_series(number, actor=actor)
    which = request.POST.get("cancel", "")
    if which == "rest":
        cancelled, kept = cancel_series(series_id=series.id, actor=actor, at=at)
        return {"cancelled": cancelled, "kept": kept}
    row = next((one for one in list_dates(series) if one.number == which), None)
    if row is None:
        raise ReservationUnknown
    cancel(reservation_id=row.id, actor=actor, at=at)
    return {"cancelled": 1, "kept": 0}
