# SPDX-License-Identifier: Apache-2.0
"""One due with its ledger: slips, surplus paid back or applied, what was reported of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.payments.commands.apply_surplus import apply_surplus
from madoguchi.engines.payments.commands.ask_refund import ask_surplus_back
from madoguchi.engines.payments.commands.issue_slip import issue_slip
from madoguchi.engines.payments.commands.print_slips import print_slips
from madoguchi.engines.payments.commands.read_line_name import read_due_payer
from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.policy import VIEW, WORK
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.engines.payments.rules.till_refusals import RouteReasonMissing
from madoguchi.engines.payments.web.desk.frame import (
    columns,
    page,
    tag_of,
    typed_yen,
    who,
)
from madoguchi.engines.payments.web.files import as_file
from madoguchi.engines.payments.web.slips.typeset import show_digits, typeset_slips
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def due(request: HttpRequest, number: str) -> HttpResponse:
    """The page."""
    return _show(request, _find(number))


@visiting_staff_may(WORK)
@require_POST
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """Issue the slip, or print again the one that holds."""
    actor, at, _ = who(request)
    found = _find(number)
    try:
        made = issue_slip(receivable_id=found.id, actor=actor, at=at)
        faces = print_slips(slip_ids=[made.id], actor=actor, at=at)
    except Refusal as refusal:
        return _show(request, found, refusal)
    return as_file(typeset_slips(faces, at=at), f"slip-{made.pay_number}.pdf", "application/pdf")


@visiting_staff_may(WORK)
@require_POST
def surplus(request: HttpRequest, number: str) -> HttpResponse:
    """Ask that a surplus is paid back, or apply it to another due."""
    actor, at, lang = who(request)
    found = _find(number)
    reason = request.POST.get("reason", "")
    try:
        if not reason.strip():
            raise RouteReasonMissing
        if request.POST.get("do") == "apply":
            apply_surplus(
                receivable_id=found.id, to_number=request.POST.get("to", ""),
                yen=typed_yen(request.POST.get("yen", "")), reason=reason, actor=actor, at=at,
            )  # fmt: skip
        else:
            ask_surplus_back(receivable=found, reason=reason, actor=actor, at=at)
    except Refusal as refusal:
        return _show(request, found, refusal)
    messages.success(request, say("payments.desk.done", lang))
    return redirect("payments:desk-due", number=found.number)


def _find(number: str) -> Receivable:
    found = Receivable.objects.filter(number=number).first()
    if found is None:
        raise ReceivableUnknown
    return found


def _show(request: HttpRequest, found: Receivable, refusal: Refusal | None = None) -> HttpResponse:
    actor, at, lang = who(request)
    found.refresh_from_db()
    payer = read_due_payer(due=found, actor=actor, at=at)
    facts = [
        ("due", show_number(found.number)), ("title", found.words.pick(lang)),
        ("payer", payer.get("name", "") or "—"), ("address", payer.get("address", "") or "—"),
        ("due_on", format_date(found.due_on, lang) if found.due_on else "—"),
        ("owed", format_yen(found.due_yen, lang)), ("paid", format_yen(found.paid_yen, lang)),
        ("balance", format_yen(found.balance_yen, lang)), ("source", found.source_ref),
    ]  # fmt: skip
    values = {
        "due": found,
        "tag": tag_of(found, lang),
        "facts": [{"label": say(f"payments.col.{name}", lang), "text": text} for name, text in facts],
        "ledger_columns": columns(lang, "on", "kind", "account", "yen", "route", "origin", nums=("yen",)),
        "ledger": _ledger(found, lang),
        "slip_columns": columns(lang, "slip", "yen", "pay_by", "state", nums=("yen",)),
        "slips": _slips(found, lang),
        "returnable": format_yen(found.returnable_yen, lang) if found.returnable_yen else "",
        "owes": found.balance_yen > 0,
        "typed": request.POST,
    }  # fmt: skip
    return page(request, "due", values, refusal)


def _ledger(found: Receivable, lang: str) -> list[dict[str, Any]]:
    rows = found.entries.select_related("account").order_by("booked_at", "id")
    return [
        {
            "on": format_date(one.occurred_on, lang),
            "kind": _kind(one, lang),
            "account": one.account.words.pick(lang),
            "yen": format_yen(one.yen, lang, ledger=True),
            "route": one.get_route_display(),
            "origin": one.reason or one.origin.partition(":")[0],
        }
        for one in rows
    ]


def _kind(entry: Any, lang: str) -> str:
    words = str(entry.get_kind_display())
    return say("payments.desk.reversal", lang, kind=words) if entry.reverses_id else words


def _slips(found: Receivable, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "slip": show_digits(one.pay_number),
            "yen": format_yen(one.yen, lang),
            "pay_by": format_date(one.pay_by, lang) if one.pay_by else "—",
            "state": one.get_state_display(),
        }
        for one in found.slips.order_by("-issue")
    ]
