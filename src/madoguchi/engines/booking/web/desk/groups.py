# SPDX-License-Identifier: Apache-2.0
"""Groups at the counter: those registered provisionally, and the full registration of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.engines.booking.commands.read_groups import (
    GroupShown,
    look_for_groups,
    read_group,
    read_groups,
)
from madoguchi.engines.booking.commands.register_fully import register_fully
from madoguchi.engines.booking.models import Group
from madoguchi.engines.booking.policy import WORK
from madoguchi.engines.booking.queries.staff_groups import list_classes, list_provisional, waits
from madoguchi.engines.booking.rules.registering import usual_until
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.rules.typed import day_typed
from madoguchi.engines.booking.web.citizen.facts import class_name
from madoguchi.engines.booking.web.desk.frame import page, who
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.wording import say

PER_PAGE = 30


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    """Those who wait for the counter; words are posted, because a telephone number is somebody's."""
    actor, at, lang = who(request)
    typed = request.POST.get("q", "").strip()[:80]
    values: dict[str, Any] = {"typed": typed}
    if typed:
        found = look_for_groups(typed=typed, actor=actor, at=at)
        values |= {"rows": [_line(one, lang) for one in found]}
        return page(request, "groups", values)
    waiting = list_provisional(at=at)
    number = request.GET.get("page", "")
    here = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    pager = make_pager(request.GET, page=max(here, 1), size=PER_PAGE, total=len(waiting))
    first = max(pager.first - 1, 0)
    shown = read_groups(groups=waiting[first : first + PER_PAGE], actor=actor, at=at)
    values |= {"rows": [_line(one, lang) for one in shown], "pager": pager}
    return page(request, "groups", values)


def _line(one: GroupShown, lang: str) -> dict[str, Any]:
    group = one.group
    return {
        "id": group.id,
        "number": group.number,
        "name": one.personal.get("name") or group.number,
        "members": say(
            "booking.groups.members", lang,
            count=group.member_count, residents=group.resident_count,
        ),
        "since": format_date(day_and_minute(group.registered_at)[0], lang),
        "until": _until(group, lang),
        "waits": waits(group),
    }  # fmt: skip


def _until(group: Group, lang: str) -> str:
    return format_date(group.valid_until, lang) if group.valid_until else "—"


@visiting_staff_may(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Look at one with its members; register it fully."""
    actor, at, lang = who(request)
    if request.method != "POST":
        return _page(request, group_id, None)
    try:
        register_fully(
            group_id=group_id,
            residents=request.POST.getlist("resident"),
            user_class=request.POST.get("user_class", "")[:32],
            valid_until=day_typed(request.POST.get("valid_until", ""), today(at)),
            actor=actor,
            at=at,
        )
    except Refusal as refusal:
        return _page(request, group_id, refusal)
    messages.success(request, say("booking.groups.done", lang))
    return redirect("booking:desk-group", group_id=group_id)


def _page(request: HttpRequest, group_id: UUID, refusal: Refusal | None) -> HttpResponse:
    actor, at, lang = who(request)
    shown = read_group(group_id=group_id, actor=actor, at=at)
    one, typed = shown.group, request.POST if refusal is not None else None
    seen = set(typed.getlist("resident")) if typed is not None else None
    classes = {**list_classes()}
    classes.setdefault(one.user_class, None)
    usual = usual_until(today(at))
    until = usual if waits(one) or one.valid_until is None else one.valid_until
    values = {
        "group": one,
        "name": shown.personal.get("name") or one.number,
        "rows": _rows(shown, lang),
        "members": [
            {
                "key": each.key,
                "name": each.name,
                "birth": format_date(each.birth_on, lang),
                "address": each.address or "—",
                "phone": each.phone,
                "books": each.may_book,
                "resident": each.is_resident if seen is None else each.key in seen,
            }
            for each in shown.members
        ],
        "waits": waits(one),
        "classes": [(key, class_name(key, lang, rules)) for key, rules in classes.items()],
        "user_class": typed.get("user_class", "") if typed is not None else one.user_class,
        "valid_until": typed.get("valid_until", "")[:30] if typed is not None
        else until.isoformat(),
    }  # fmt: skip
    return page(request, "group", values, refusal)


def _rows(shown: GroupShown, lang: str) -> list[dict[str, str]]:
    one = shown.group
    rows = [
        ("number", one.number),
        ("phone", shown.personal.get("phone", "")),
        ("address", shown.personal.get("address", "")),
        ("since", format_date(day_and_minute(one.registered_at)[0], lang)),
        ("until", _until(one, lang)),
        ("count", say("booking.groups.members", lang, count=one.member_count,
                      residents=one.resident_count)),
    ]  # fmt: skip
    return [
        {"label": say(f"booking.groups.{key}", lang), "text": text} for key, text in rows if text
    ]
