# SPDX-License-Identifier: Apache-2.0
"""Where does an administrator look after the accounts of staff?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.kernel.clock import now, today
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.actors import actor_of
from madoguchi.platform.identity.models import EmergencyAccount, StaffProfile, User
from madoguchi.platform.identity.staff import manage
from madoguchi.platform.identity.staff.queries import (
    StaffRow,
    count_staff,
    find_staff,
    list_open_sessions,
    list_staff,
)
from madoguchi.platform.identity.staff.second_factor import factors_of, level_for
from madoguchi.platform.organisation.api import Held, posts_of_many, posts_on, roles_on
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import staff_may
from madoguchi.platform.screens.wording import say

SIZE = 50
COLUMNS = ("name", "login", "posts", "second", "sessions", "state")


@staff_may("organisation.manage")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """職員アカウント: search by name or login name."""
    lang, word = lang_of(request), request.GET.get("word", "").strip()[:60]
    typed = request.GET.get("page", "")
    page = min(max(int(typed), 1), 1000) if typed.isascii() and typed.isdigit() else 1
    total = count_staff(word)
    rows = list_staff(word, at=now(), first=(page - 1) * SIZE, size=SIZE)
    held = posts_of_many([one.user.ref for one in rows], today())
    shown = {
        "word": word,
        "total": total,
        "columns": [
            {"key": key, "label": say(f"identity.people.column.{key}", lang), "head": key == "name"}
            for key in COLUMNS
        ],
        "rows": [_row(one, held[one.user.ref], lang) for one in rows],
        "pager": make_pager(request.GET, page=page, size=SIZE, total=total),
    }
    return render(request, "identity/people.html", shown)


@staff_may("organisation.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """One account: posts, second factor, sessions; a POST does one thing, with its reason."""
    user = find_staff(staff_id)
    if user is None:
        raise NotFound(text("この職員は見つかりません。", "There is no such member of staff."))
    shown: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _do(request, user, now())
            messages.success(request, say("identity.people.done", lang_of(request)))
            return redirect("identity:person", staff_id)
        except Refusal as refusal:
            lang = lang_of(request)
            next_step = refusal.next_step.pick(lang) if refusal.next_step else ""
            shown = {
                "refused": f"{refusal.message.pick(lang)} {next_step}".strip(),
                "status": refusal.status,
                "kept": request.POST,
            }
    on = today()
    shown |= {
        "person": user,
        "posts": [
            (section_name(one.section, lang_of(request)), one.title, one.from_on, one.until_on)
            for one in posts_on(user.ref, on)
        ],
        "factors": factors_of(user),
        "level": level_for(user, roles_on(user.ref, on)),
        "sessions": list_open_sessions(user, now()),
        "oneself": actor_of(request).ref == user.ref,
        "emergency": EmergencyAccount.objects.filter(user=user).first(),
        "has_address": StaffProfile.objects.filter(user=user, address__isnull=False).exists(),
    }
    return render(request, "identity/person.html", shown, status=shown.get("status", 200))


def _do(request: HttpRequest, user: User, at: datetime) -> None:
    deed, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    given: dict[str, Any] = {"user": user, "actor": actor_of(request), "at": at}
    if deed in {"lock", "unlock"}:
        manage.set_lock(locked=deed == "lock", reason=reason, **given)
    elif deed == "sessions":
        manage.end_sessions(reason=reason, **given)
    elif deed == "reset":
        manage.reset_second_factor(reason=reason, **given)
    elif deed in {"require", "release"}:
        manage.require_second_factor(required=deed == "require", **given)
    elif deed == "address":
        manage.set_address(address=request.POST.get("address", ""), **given)
    else:
        raise NotFound(text("この操作はありません。", "There is no such step."))


def _row(one: StaffRow, held: tuple[Held, ...], lang: str) -> dict[str, Any]:
    user = one.user
    state = "active" if user.is_active else "locked"
    if one.emergency:
        state = "emergency"
    second = "yes" if one.has_second else "no"
    return {
        "name": {
            "text": user.display_name or user.get_username(),
            "href": reverse("identity:person", args=[user.pk]),
        },
        "login": user.get_username(),
        "posts": "・".join(f"{section_name(post.section, lang)} {post.title}" for post in held),
        "second": say(f"identity.people.second.{second}", lang),
        "sessions": one.sessions,
        "state": say(f"identity.people.state.{state}", lang),
    }


def section_name(key: str, lang: str) -> str:
    """The name of a section in the reader's language; its key where the pack has no such one."""
    for section in current_city().sections:
        if section.key == key:
            return section.name.pick(lang)
    return key
