# SPDX-License-Identifier: Apache-2.0
"""わたしのデータ: everything that the city holds on me, who read it, and what I can do about it."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.record_reading import record_my_data
from madoguchi.engines.procedures.commands.request_all_own_data import request_all_own_data
from madoguchi.engines.procedures.rules.states import may_withdraw
from madoguchi.engines.procedures.web.frame import Crumb
from madoguchi.engines.procedures.web.held_shown import (
    amend_url,
    describe_about,
    show_amendments,
    show_groups,
    show_records,
    show_value,
)
from madoguchi.engines.procedures.web.keeper import keeper_of
from madoguchi.engines.procedures.web.limits import ASKING, PRINTING, who
from madoguchi.engines.procedures.web.my_data_gathered import Gathered, find_chosen, gather
from madoguchi.engines.procedures.web.my_data_pdf import typeset_my_data
from madoguchi.engines.procedures.web.opening import unlock_url
from madoguchi.kernel.clock import now
from madoguchi.kernel.my_data import MyApplication, MyHolding
from madoguchi.kernel.own_data import HeldValue
from madoguchi.platform.guard.api import ANY, limited
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say


@signed_in
@limited(ASKING, by=who)
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Show it; with POST the office is asked anew about every application."""
    keeper, at, lang = keeper_of(request), now(), lang_of(request)
    if keeper is None:
        return HttpResponseRedirect(unlock_url(request.path))
    if request.method == "POST":
        count = request_all_own_data(account=keeper.ref, actor=actor_on(request), at=at)
        words = "procedures.my_data.asked" if count else "procedures.my_data.asked_none"
        messages.success(request, say(words, lang, count=count))
        return HttpResponseRedirect(request.path)
    found = gather(request, keeper, lang=lang, at=at)
    record_my_data(account=keeper.ref, page="my-data", actor=actor_on(request), at=at)
    return render(request, "procedures/my_data.html", _page(request, found, lang))


@signed_in
@never_cache
def my_data_json(request: HttpRequest) -> HttpResponse:
    """The same as a file; its form is docs/schema/my-data.schema.json."""

    def write(found: Gathered, _: str) -> bytes:
        return found.data.model_dump_json(indent=2).encode()

    return _file(request, write, "application/json", "json")


@signed_in
@limited(PRINTING, by=who, methods=ANY)
@never_cache
def my_data_pdf(request: HttpRequest) -> HttpResponse:
    """The same to read and to keep on paper; drawn in memory."""

    def write(found: Gathered, lang: str) -> bytes:
        return typeset_my_data(found.data, lang)

    return _file(request, write, "application/pdf", "pdf")


def _file(
    request: HttpRequest, write: Callable[[Gathered, str], bytes], kind: str, ending: str
) -> HttpResponse:
    keeper, at, lang = keeper_of(request), now(), lang_of(request)
    if keeper is None:
        return HttpResponseRedirect(unlock_url(reverse("procedures:my-data")))
    found = gather(request, keeper, lang=lang, at=at)
    record_my_data(account=keeper.ref, page=f"my-data-{ending}", actor=actor_on(request), at=at)
    response = HttpResponse(write(found, lang), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="my-data.{ending}"'
    return response


def _page(request: HttpRequest, found: Gathered, lang: str) -> dict[str, Any]:
    data = found.data
    application = request.GET.get("application", "")
    reader = request.GET.get("reader", "")
    chosen = find_chosen(data, application)
    sections = sorted(
        {one.section for app in data.applications if app.report for one in app.report.groups} - {""}
    )
    return {
        "crumbs": [Crumb(say("procedures.my_data.title", lang))],
        "applications": [_application(one, lang, reader) for one in chosen],
        "choices": [(str(one.id), f"{one.procedure} {one.number}") for one in data.applications],
        "readers": [(one, one) for one in sections],
        "application": application,
        "reader": reader,
        "filtered": bool(reader) or len(chosen) != len(data.applications),
        "waiting": [
            {"title": one.procedure, "number": one.number}
            for one in data.applications
            if one.waiting
        ],
        "holdings": [_holding(one, lang) for one in data.holdings],
        "account": _account(found, lang),
        "profile_count": sum(len(one.values) for one in data.profile),
        "profile_people": len(data.profile),
        "consents": [one.label for one in data.consents],
    }


def _account(found: Gathered, lang: str) -> list[dict[str, str]]:
    account = found.data.account
    held = {
        "email": account.email,
        "joined": format_instant(account.joined_at, lang),
        "last": format_instant(account.last_sign_in, lang) if account.last_sign_in else "",
        "drafts": say("procedures.my_data.account.count", lang, count=found.data.drafts),
        "purpose": say("procedures.my_data.account.purpose_text", lang),
        "until": say("procedures.my_data.account.until_text", lang),
    }
    return [
        {"label": say(f"procedures.my_data.account.{key}", lang), "text": text}
        for key, text in held.items()
        if text
    ]


def _holding(one: MyHolding, lang: str) -> dict[str, Any]:
    about = [
        {"label": say("procedures.data.about.purpose", lang), "text": one.purpose},
        {"label": say("procedures.data.about.until", lang), "text": one.until},
    ]
    return {
        "id": f"h-{one.kind.replace('.', '-')}",
        "title": one.title,
        "count": len(one.items),
        "rows": [item.model_dump() for item in one.items],
        "groups": show_groups(one.readings, lang),
        "about": about,
        "link": one.link,
        "link_label": one.link_label,
    }


def _application(one: MyApplication, lang: str, reader: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": f"a-{one.id.hex}",
        "title": one.procedure,
        "number": one.number,
        "submitted": format_instant(one.submitted_at, lang),
        "state": say(f"procedures.state.{one.state}", lang),
        "waiting": one.waiting,
        "status_url": reverse("procedures:status", args=[one.id]),
        "data_url": reverse("procedures:own-data", args=[one.id]),
        "withdraw_url": reverse("procedures:withdraw", args=[one.id])
        if may_withdraw(one.state)
        else "",
        "report": one.report is not None,
    }
    if one.report is None:
        return shown
    report = one.report
    groups = [group for group in report.groups if not reader or group.section == reader]
    return shown | {
        "made_at": format_instant(report.made_at, lang),
        "groups": show_groups(groups, lang),
        "about": describe_about(report, lang),
        "parts": [
            {
                "id": f"{shown['id']}-{n}",
                "title": title,
                "rows": [_row(one, v, lang) for v in values],
            }
            for n, (title, values) in enumerate(groupby(report.values, key=lambda v: v.group))
        ],
        "files": [
            {"label": file.name, "text": format_instant(file.at, lang)} for file in report.files
        ],
        "consents": [
            {"label": v.label, "url": amend_url(one.id, v)}
            for v in report.values
            if v.type == "consent" and v.value
        ],
        "amendments": show_amendments(report.amendments, lang),
        "records": show_records(report.records, lang),
        "count": len(report.values),
    }


def _row(one: MyApplication, value: HeldValue, lang: str) -> dict[str, Any]:
    shown: dict[str, Any] = show_value(value, lang)
    if value.question and value.type not in {"file", "consent", "signature"}:
        shown["amend_url"] = amend_url(one.id, value)
    return shown
