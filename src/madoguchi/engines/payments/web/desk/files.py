# SPDX-License-Identifier: Apache-2.0
"""Files of payments: taken in, their results by rule, and what did not match."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.payments.commands.read_line_name import read_line_names
from madoguchi.engines.payments.commands.settle_line import explain_line, match_by_hand
from madoguchi.engines.payments.commands.take_in_file import take_in_file
from madoguchi.engines.payments.models import StatementFile, StatementLine
from madoguchi.engines.payments.models.statement import FILE_KINDS
from madoguchi.engines.payments.policy import VIEW, WORK
from madoguchi.engines.payments.queries.desk import list_waiting, rules_of_file, suggest_for
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.rules.route_refusals import FileUnknown
from madoguchi.engines.payments.web.desk.frame import columns, in_memory, page, paged, who
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.wall_clock import wall_at
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

NUMS = ("lines", "yen", "waiting")


@csrf_exempt
@in_memory
@csrf_protect
@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The files so far; a new one is taken in."""
    actor, at, lang = who(request)
    if request.method == "GET":
        return _show_files(request)
    sent = request.FILES.get("file")
    try:
        if sent is None or not sent.size:
            raise FileUnknown
        made = take_in_file(
            kind=request.POST.get("kind", ""), name=sent.name or "-", data=sent.read(),
            actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return _show_files(request, refusal)
    messages.success(request, say("payments.desk.taken_in", lang, count=made.line_count))
    return redirect("payments:desk-file", file_id=made.id)


def _show_files(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    lang = who(request)[2]
    found, pager = paged(request, StatementFile.objects.all())
    rows = [
        {
            "file": {"text": one.name, "href": reverse("payments:desk-file", args=[one.id])},
            "kind": one.get_kind_display(),
            "taken_at": f"{wall_at(one.taken_at):%Y-%m-%d %H:%M}",
            "lines": f"{one.line_count:,}",
            "yen": format_yen(one.total_yen, lang),
            "waiting": f"{one.waiting_count:,}",
            "state": say("payments.desk.file_done" if one.done_at else "payments.desk.file_open", lang),
        }
        for one in found
    ]  # fmt: skip
    names = ("file", "kind", "taken_at", "lines", "yen", "waiting", "state")
    values = {"rows": rows, "columns": columns(lang, *names, nums=NUMS), "pager": pager,
              "kinds": FILE_KINDS, "kind": request.POST.get("kind", "")}  # fmt: skip
    return page(request, "files", values, refusal)


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """One file: how many lines by which rule."""
    lang = who(request)[2]
    found = get_object_or_404(StatementFile, id=file_id)
    rows = [
        {
            "rule": say(f"payments.match.{rule}", lang),
            "lines": f"{count:,}",
            "yen": format_yen(yen, lang),
        }
        for rule, count, yen in rules_of_file(found)
    ]
    values = {"file": found, "rows": rows, "columns": columns(lang, "rule", "lines", "yen", nums=NUMS),
              "yen": format_yen(found.total_yen, lang)}  # fmt: skip
    return page(request, "file", values)


@visiting_staff_may(WORK)
@never_cache
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """What did not match, the oldest first."""
    lang = who(request)[2]
    found, pager = paged(request, list_waiting())
    rows = [
        {
            "line": {"text": f"{one.file.name} {one.no}", "href": reverse("payments:desk-line", args=[one.id])},
            "on": format_date(one.paid_on, lang),
            "yen": format_yen(one.yen, lang),
            "key": one.key or "—",
            "rule": say(f"payments.match.{one.rule}", lang),
        }
        for one in found
    ]  # fmt: skip
    names = columns(lang, "line", "on", "yen", "key", "rule", nums=NUMS)
    return page(request, "lines", {"rows": rows, "columns": names, "pager": pager})


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """One unmatched payment: why, what it might be, and settling it with a reason."""
    actor, at, lang = who(request)
    if request.method == "GET":
        return _show_line(request, line_id)
    by: dict[str, Any] = {
        "line_id": line_id, "reason": request.POST.get("reason", ""), "actor": actor, "at": at,
    }  # fmt: skip
    try:
        if request.POST.get("do") == "match":
            match_by_hand(number=request.POST.get("number", ""), **by)
        else:
            explain_line(**by)
    except Refusal as refusal:
        return _show_line(request, line_id, refusal)
    messages.success(request, say("payments.desk.done", lang))
    return redirect("payments:desk-lines")


def _show_line(request: HttpRequest, line_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    actor, at, lang = who(request)
    found = get_object_or_404(StatementLine.objects.select_related("file"), id=line_id)
    name = read_line_names(lines=[found], actor=actor, at=at).get(found.id, "")
    facts = [
        ("file", f"{found.file.name} {found.no}"), ("kind", found.get_kind_display()),
        ("on", format_date(found.paid_on, lang)), ("yen", format_yen(found.yen, lang)),
        ("key", found.key or "—"), ("payer", name or "—"),
        ("rule", say(f"payments.match.{found.rule}", lang)), ("state", found.get_state_display()),
    ]  # fmt: skip
    near = [
        {"number": one.number, "shown": show_number(one.number), "weight": one.weight,
         "reasons": "、".join(say(f"payments.near.{reason}", lang) for reason in one.reasons)}
        for one in suggest_for(found, name)
    ]  # fmt: skip
    values = {
        "line": found,
        "waits": found.state == "waiting",
        "facts": [{"label": say(f"payments.col.{one}", lang), "text": text} for one, text in facts],
        "near": near,
        "typed": request.POST,
    }
    return page(request, "line", values, refusal)
