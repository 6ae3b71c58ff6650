# SPDX-License-Identifier: Apache-2.0
"""アカウントを削除する: what goes, what stays and until when; then gone, at once and for good."""

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.leave_account import leave_account
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.queries.profile import has_profile
from madoguchi.engines.procedures.queries.submissions import list_of_account
from madoguchi.engines.procedures.rules.leaving import secret_from, secret_label
from madoguchi.engines.procedures.rules.states import has_ended
from madoguchi.engines.procedures.web.frame import Crumb
from madoguchi.engines.procedures.web.keeper import VaultKeeper, keeper_of
from madoguchi.engines.procedures.web.my_data_gathered import gather
from madoguchi.engines.procedures.web.opening import unlock_url
from madoguchi.kernel.application import LEFT_INFO
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.my_data import MyApplication
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.crypto.peers import peer_keys
from madoguchi.platform.identity.api import User, asks_password, confirm_holder
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all, signed_in
from madoguchi.platform.screens.wording import say

SECRET, OTHER = "secret", "other"


@signed_in
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Ask with everything that follows from it; with POST it is done."""
    keeper, user = keeper_of(request), request.user
    if keeper is None or not isinstance(user, User):
        return HttpResponseRedirect(unlock_url(request.path))
    if request.method == "POST":
        return _post(request, keeper, user)
    return _page(request, keeper, user)


@open_to_all("says that an account is gone, to whoever asks")
@never_cache
def gone(request: HttpRequest) -> HttpResponse:
    """It is done; how applications are found from now on."""
    return render(request, "procedures/account_gone.html", {"lookup": reverse("procedures:lookup")})


def _post(request: HttpRequest, keeper: VaultKeeper, user: User) -> HttpResponse:
    at, lang = now(), lang_of(request)
    if request.POST.get("understood") != "yes":
        return _page(request, keeper, user, problem=say("procedures.leave_account.tick", lang))
    try:
        confirm_holder(request, user, request.POST.get("password", ""), at=at)
    except Refusal as refusal:
        return _page(request, keeper, user, wrong=refusal.message.pick(lang))
    keeps_secrets = request.POST.get("way") != OTHER
    secrets = _secrets(keeper, list_of_account(keeper.ref)) if keeps_secrets else {}
    office = peer_keys("office").sealing_key

    def prover(message: bytes) -> bytes:
        return keeper.vault.prove(message, to=office, info=LEFT_INFO)

    leave_account(
        user_id=user.pk,
        account=keeper.ref,
        secrets=secrets,
        prover=prover,
        reach=request.POST.get("reach", "")[:500],
        actor=actor_on(request),
        at=at,
    )
    response = HttpResponseRedirect(reverse("procedures:account-gone"))
    logout(request)
    return response


def _secrets(keeper: VaultKeeper, rows: list[Submission]) -> dict[UUID, str]:
    """A receipt secret for each application that is not over, the same each time it is asked."""
    return {
        row.id: secret_from(keeper.vault.secret(secret_label(row.id)))
        for row in rows
        if not has_ended(row.state) and row.reply_key
    }


def _page(
    request: HttpRequest, keeper: VaultKeeper, user: User, *, wrong: str = "", problem: str = ""
) -> HttpResponse:
    lang, at = lang_of(request), now()
    found = gather(request, keeper, lang=lang, at=at)
    secrets = _secrets(keeper, list(found.rows))
    title = say("procedures.leave_account.title", lang)
    errors = []
    if problem:
        errors.append({"href": "#understood", "text": problem})
    if wrong:
        errors.append({"href": "#password", "text": wrong})
    values: dict[str, Any] = {
        "crumbs": [
            Crumb(say("procedures.my_data.title", lang), reverse("procedures:my-data")),
            Crumb(title),
        ],
        "errors": errors,
        "wrong": wrong,
        "problem": problem,
        "goes": _goes(found.data.drafts, lang, profile=has_profile(keeper.ref)),
        "stays": [_stays(one, lang) for one in found.data.applications],
        "secrets": [
            {"title": one.procedure, "number": one.number, "secret": secrets[one.id]}
            for one in found.data.applications
            if one.id in secrets
        ],
        "way": request.POST.get("way", SECRET),
        "reach": request.POST.get("reach", "")[:500],
        "understood": request.POST.get("understood") == "yes",
        "asks_password": asks_password(user),
    }
    status = 422 if errors else 200
    return render(request, "procedures/leave_account.html", values, status=status)


def _goes(drafts: int, lang: str, *, profile: bool) -> list[str]:
    keys = ["account", "letters", "bookings", "sessions"]
    if profile:
        keys.insert(1, "profile")
    if drafts:
        keys.insert(1, "drafts")
    return [say(f"procedures.leave_account.goes.{key}", lang, count=drafts) for key in keys]


def _stays(one: MyApplication, lang: str) -> dict[str, str]:
    until = say("procedures.data.about.until.open", lang)
    if one.report and one.report.kept_until:
        day = format_date(one.report.kept_until, lang)
        until = say("procedures.data.about.until.day", lang, day=day)
    return {"label": f"{one.procedure} {one.number}", "text": until}
