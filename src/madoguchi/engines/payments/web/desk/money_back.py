# SPDX-License-Identifier: Apache-2.0
"""Refunds to decide, the bank's file of refunds; account-transfer runs and their files."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.payments.commands.decide_refund import decide_refund
from madoguchi.engines.payments.commands.make_payout import make_payout
from madoguchi.engines.payments.commands.print_slips import print_slips
from madoguchi.engines.payments.commands.transfer_run import (
    give_run_file,
    issue_after_failure,
    make_transfer_run,
)
from madoguchi.engines.payments.models import Refund, TransferRun
from madoguchi.engines.payments.policy import APPROVE, VIEW, WORK
from madoguchi.engines.payments.queries.tills import totals_of
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.rules.till_refusals import RunEmpty
from madoguchi.engines.payments.rules.zengin.debits import RESULTS
from madoguchi.engines.payments.web.desk.frame import columns, page, paged, who
from madoguchi.engines.payments.web.files import as_file
from madoguchi.engines.payments.web.slips.typeset import typeset_slips
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """Refunds, those to decide first."""
    return _show_refunds(request)


def _show_refunds(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    actor, _, lang = who(request)
    rows = Refund.objects.select_related("receivable")
    asked = [
        {
            "id": one.id,
            "number": one.receivable.number,
            "shown": show_number(one.receivable.number),
            "title": one.receivable.words.pick(lang),
            "yen": format_yen(one.yen, lang),
            "route": one.get_route_display(),
            "reason": one.reason,
            "is_own": one.asked_by_ref == actor.ref,
        }
        for one in rows.filter(state="asked").order_by("asked_at")[:200]
    ]
    found, pager = paged(request, rows.exclude(state="asked").order_by("-asked_at"))
    others = [
        {
            "due": {"text": show_number(one.receivable.number),
                    "href": reverse("payments:desk-due", args=[one.receivable.number])},
            "yen": format_yen(one.yen, lang),
            "route": one.get_route_display(),
            "state": one.get_state_display(),
            "reason": one.failure or one.reason,
        }
        for one in found
    ]  # fmt: skip
    values = {
        "asked": asked,
        "rows": others,
        "columns": columns(lang, "due", "yen", "route", "state", "reason", nums=("yen",)),
        "pager": pager,
        "to_send": Refund.objects.filter(state="approved", route="bank").count(),
    }
    return page(request, "refunds", values, refusal)


@visiting_staff_may(APPROVE)
@require_POST
def decide(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Approve or reject one."""
    actor, at, lang = who(request)
    try:
        decide_refund(
            refund_id=refund_id, approve=request.POST.get("do") == "approve",
            why=request.POST.get("why", ""), actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return _show_refunds(request, refusal)
    messages.success(request, say("payments.desk.done", lang))
    return redirect("payments:desk-refunds")


@visiting_staff_may(APPROVE)
@require_POST
def payout(request: HttpRequest) -> HttpResponse:
    """The bank's file of approved refunds; from now on they count as ordered."""
    actor, at, _ = who(request)
    try:
        name, data = make_payout(on=today(at), actor=actor, at=at)
    except Refusal as refusal:
        return _show_refunds(request, refusal)
    return as_file(data, name)


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """Account-transfer runs; a new one for a day."""
    actor, at, lang = who(request)
    if request.method == "GET":
        return _show_runs(request)
    try:
        made = make_transfer_run(on=_day(request), actor=actor, at=at)
    except Refusal as refusal:
        return _show_runs(request, refusal)
    messages.success(request, say("payments.desk.done", lang))
    return redirect("payments:desk-run", run_id=made.id)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("on", ""))
    except ValueError as problem:
        raise RunEmpty(day=request.POST.get("on", "")[:20] or "—") from problem


def _show_runs(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    lang = who(request)[2]
    found, pager = paged(request, TransferRun.objects.all())
    rows = [
        {
            "run": {"text": format_date(one.on, lang), "href": reverse("payments:desk-run", args=[one.id])},
            "lines": f"{one.item_count:,}",
            "yen": format_yen(one.total_yen, lang),
            "state": say("payments.run.settled" if one.settled_at else "payments.run.awaited", lang),
        }
        for one in found
    ]  # fmt: skip
    names = columns(lang, "run", "lines", "yen", "state", nums=("lines", "yen"))
    return page(request, "runs", {"rows": rows, "columns": names, "pager": pager}, refusal)


@visiting_staff_may(WORK)
@never_cache
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run with its results."""
    return _show_run(request, get_object_or_404(TransferRun, id=run_id))


def _show_run(
    request: HttpRequest, found: TransferRun, refusal: Refusal | None = None
) -> HttpResponse:
    lang = who(request)[2]
    rows = [
        {
            "result": RESULTS.get(code, say("payments.run.awaited", lang)),
            "yen": format_yen(yen, lang),
        }
        for code, yen in sorted(totals_of(found).items())
    ]
    values = {
        "run": found, "day": format_date(found.on, lang), "rows": rows,
        "columns": columns(lang, "result", "yen", nums=("yen",)),
        "failed": found.items.exclude(result__in=["", "0"]).count(),
    }  # fmt: skip
    return page(request, "run", values, refusal)


@visiting_staff_may(WORK)
@require_POST
def run_file(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The file for the bank; who took it is written down."""
    actor, at, _ = who(request)
    found = get_object_or_404(TransferRun, id=run_id)
    try:
        name, data = give_run_file(run_id=found.id, actor=actor, at=at)
    except Refusal as refusal:
        return _show_run(request, found, refusal)
    return as_file(data, name)


@visiting_staff_may(WORK)
@require_POST
def run_slips(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Slips for what the bank could not take, as one PDF."""
    actor, at, _ = who(request)
    found = get_object_or_404(TransferRun, id=run_id)
    try:
        slips = issue_after_failure(run_id=found.id, actor=actor, at=at)
        if not slips:
            raise RunEmpty(day=format_date(found.on, "ja"))
        faces = print_slips(slip_ids=[one.id for one in slips], actor=actor, at=at)
    except Refusal as refusal:
        return _show_run(request, found, refusal)
    return as_file(
        typeset_slips(faces, at=at), f"furikae-funo-{found.on:%Y%m%d}.pdf", "application/pdf"
    )
