# SPDX-License-Identifier: Apache-2.0
"""The till at the counter: open, scan, take, receipt, take back, close."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.payments.commands.take_at_till import agree_void, ask_void, take_at_till
from madoguchi.engines.payments.commands.till import close_till, open_till
from madoguchi.engines.payments.models import Till, TillPayment, TillSession
from madoguchi.engines.payments.policy import TILL, VIEW
from madoguchi.engines.payments.queries.scanned import find_scanned
from madoguchi.engines.payments.queries.tills import expected_yen
from madoguchi.engines.payments.rules.cash import DENOMINATIONS, read_count
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.web.desk.frame import page, typed_yen, who
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue
from madoguchi.kernel.wall_clock import wall_at
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def tills(request: HttpRequest) -> HttpResponse:
    """The tills and which are open."""
    return _show_tills(request)


def _show_tills(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    lang = who(request)[2]
    opened = {one.till_id: one for one in TillSession.objects.filter(closed_at=None)}
    rows = [
        {"key": one.key, "name": TextValue(**one.name).pick(lang), "session": opened.get(one.id)}
        for one in Till.objects.all()
    ]
    closed = TillSession.objects.exclude(closed_at=None).select_related("till")[:20]
    past = [
        {
            "name": TextValue(**one.till.name).pick(lang),
            "at": f"{wall_at(one.closed_at or one.opened_at):%Y-%m-%d %H:%M}",
            "expected": format_yen(one.expected_yen or 0, lang),
            "counted": format_yen(one.counted_yen or 0, lang),
            "explanation": one.explanation,
        }
        for one in closed
    ]
    values = {"tills": rows, "past": past, "denominations": _counts(request)}
    return page(request, "tills", values, refusal)


def _counts(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {"yen": yen, "shown": f"{yen:,}", "value": request.POST.get(f"count-{yen}", "")}
        for yen in DENOMINATIONS
    ]


def _counted(request: HttpRequest) -> dict[int, int]:
    return read_count({yen: request.POST.get(f"count-{yen}", "") for yen in DENOMINATIONS})


@visiting_staff_may(TILL)
@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Open a till with its count."""
    actor, at, _ = who(request)
    try:
        made = open_till(till_key=key, count=_counted(request), actor=actor, at=at)
    except Refusal as refusal:
        return _show_tills(request, refusal)
    return redirect("payments:desk-session", session_id=made.id)


@visiting_staff_may(TILL)
@never_cache
@require_GET
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """An open till: one field that a scanner types into; what was taken today."""
    return _show(request, get_object_or_404(TillSession, id=session_id))


@visiting_staff_may(TILL)
@never_cache
@require_POST
def look(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What was scanned or typed; posted, so that no number stands in an address."""
    found = get_object_or_404(TillSession, id=session_id)
    try:
        return _show(request, found, shown=_shown(request, request.POST.get("written", "")))
    except Refusal as refusal:
        return _show(request, found, refusal)


@visiting_staff_may(TILL)
@never_cache
@require_POST
def take(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take the money; twice the same press is once."""
    actor, at, _ = who(request)
    found = get_object_or_404(TillSession, id=session_id)
    written, method = request.POST.get("written", ""), request.POST.get("method", "cash")
    method = "terminal" if method == "terminal" else "cash"
    try:
        yen = typed_yen(request.POST.get("yen", ""))
        tendered = typed_yen(request.POST.get("tendered") or request.POST.get("yen", ""))
        made = take_at_till(
            session_id=found.id, written=written, method=method, yen=yen, tendered_yen=tendered,
            press=request.POST.get("press", "")[:40], actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        try:
            shown = _shown(request, written)
        except Refusal:
            shown = None
        return _show(request, found, refusal, shown)
    return redirect("payments:desk-receipt", payment_id=made.id)


def _shown(request: HttpRequest, written: str) -> dict[str, object]:
    lang = who(request)[2]
    due, slip = find_scanned(written)
    asked = slip.yen if slip is not None and slip.yen <= due.balance_yen else due.balance_yen
    return {
        "due": due,
        "written": written,
        "number": show_number(due.number),
        "title": due.words.pick(lang),
        "balance": format_yen(due.balance_yen, lang),
        "differs": slip is not None and slip.yen != due.balance_yen,
        "slip_yen": format_yen(slip.yen, lang) if slip else "",
        "yen": request.POST.get("yen") or (asked if asked > 0 else ""),
        "tendered": request.POST.get("tendered", ""),
        "press": request.POST.get("press") or new_id().hex,
        "owes": due.balance_yen > 0,
    }


@visiting_staff_may(TILL)
@require_POST
def void(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Ask that a payment is taken back, or agree to it as the second person."""
    actor, at, lang = who(request)
    payment = get_object_or_404(TillPayment, id=payment_id)
    try:
        if request.POST.get("do") == "agree":
            agree_void(payment_id=payment.id, actor=actor, at=at)
        else:
            reason = request.POST.get("reason", "")
            ask_void(payment_id=payment.id, reason=reason, actor=actor, at=at)
    except Refusal as refusal:
        return _show(request, payment.session, refusal)
    messages.success(request, say("payments.desk.done", lang))
    return redirect("payments:desk-session", session_id=payment.session_id)


@visiting_staff_may(TILL)
@require_POST
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Close the till with its count."""
    actor, at, lang = who(request)
    found = get_object_or_404(TillSession, id=session_id)
    try:
        close_till(
            session_id=found.id, count=_counted(request),
            explanation=request.POST.get("explanation", ""), actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, found, refusal)
    messages.success(request, say("payments.till.closed", lang))
    return redirect("payments:desk-till")


def _show(
    request: HttpRequest,
    found: TillSession,
    refusal: Refusal | None = None,
    shown: dict[str, object] | None = None,
) -> HttpResponse:
    actor, _, lang = who(request)
    rows = found.payments.select_related("receivable").order_by("-no")[:100]
    values = {
        "session": found,
        "name": TextValue(**found.till.name).pick(lang),
        "opened": f"{wall_at(found.opened_at):%Y-%m-%d %H:%M}",
        "is_open": found.closed_at is None,
        "expected": format_yen(expected_yen(found), lang),
        "found": shown,
        "payments": [_line(one, lang, actor.ref) for one in rows],
        "denominations": _counts(request),
        "explanation": request.POST.get("explanation", ""),
    }
    return page(request, "session", values, refusal)


def _line(one: TillPayment, lang: str, ref: str) -> dict[str, object]:
    return {
        "id": one.id,
        "no": one.no,
        "number": one.receivable.number,
        "shown": show_number(one.receivable.number),
        "yen": format_yen(one.yen, lang),
        "method": one.get_method_display(),
        "at": f"{wall_at(one.taken_at):%H:%M}",
        "is_void": one.voided_at is not None,
        "is_asked": bool(one.void_asked_by_ref) and one.voided_at is None,
        "may_agree": one.void_asked_by_ref != ref,
        "reason": one.void_reason,
    }


@visiting_staff_may(TILL)
@never_cache
@require_GET
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The receipt for a printer of 80 mm."""
    lang = who(request)[2]
    rows = TillPayment.objects.select_related("receivable", "session__till")
    one = get_object_or_404(rows, id=payment_id)
    show: Callable[[int], str] = lambda yen: format_yen(yen, lang)  # noqa: E731
    values = {
        "payment": one,
        "city": current_city().name.pick(lang),
        "title": one.receivable.words.pick(lang),
        "number": show_number(one.receivable.number),
        "no": f"{one.session.till.key}-{one.session_id.hex[-4:]}-{one.no}",
        "yen": show(one.yen),
        "tendered": show(one.tendered_yen),
        "change": show(one.tendered_yen - one.yen),
        "method": one.get_method_display(),
        "at": f"{wall_at(one.taken_at):%Y-%m-%d %H:%M}",
    }
    return page(request, "receipt", values)
