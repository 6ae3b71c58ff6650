# SPDX-License-Identifier: Apache-2.0
"""Where do staff set up their second factor and see where they are signed in?"""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotAllowed, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.identity.actors import actor_of
from madoguchi.platform.identity.factors.api import (
    LastFactor,
    OneTimeCode,
    Passkey,
    add_passkey,
    ask_new,
    check_new,
    held_by,
    keep_question,
    remove_passkey,
    renew_recovery,
    site_of,
    start_codes,
    stop_codes,
    take_challenge,
)
from madoguchi.platform.identity.factors.totp import (
    app_address,
    new_secret,
    typed_secret,
)
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.asking import while_enrolling
from madoguchi.platform.identity.staff.queries import list_open_sessions
from madoguchi.platform.identity.staff.second_factor import factors_of, level_for
from madoguchi.platform.identity.staff.session import (
    close_others,
    factors_in,
    has_second,
    is_recent,
    prove_again,
)
from madoguchi.platform.identity.staff.views import target_of
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import signed_in
from madoguchi.platform.screens.squares import square_path
from madoguchi.platform.screens.wording import say

_PAGE = "identity/staff_security.html"
_SECRET, _PURPOSE = "staff_new_code_secret", "identity.new-code-secret"


@signed_in
@while_enrolling
@never_cache
@require_http_methods(["GET", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    """二段階認証の設定: what there is; a POST removes one or renews the recovery codes."""
    user, at = _user(request), now()
    if request.method == "GET":
        return render(request, _PAGE, _shown(request, user))
    if not is_recent(request, at):
        return ask_again(request)
    try:
        return _change(request, user, at)
    except Refusal as refusal:
        shown = _shown(request, user) | {"refused": _words(request, refusal)}
        return render(request, _PAGE, shown, status=refusal.status)


@signed_in
@while_enrolling
@never_cache
@require_http_methods(["GET", "POST"])
def new_passkey(request: HttpRequest) -> HttpResponse:
    """パスキーを登録する."""
    user, at, site = _user(request), now(), site_of(request)
    check_ordinary(request)
    if not is_recent(request, at):
        return ask_again(request)
    name = request.POST.get("name", "").strip()[:60]
    shown: dict[str, Any] = {"name": name, "can_ask": site.can_ask, "next": target_of(request)}
    status = 200
    if request.method == "POST":
        try:
            challenge = take_challenge(request, "enrol", at=at)
            new = check_new(site, challenge=challenge, answer=request.POST.get("answer", ""))
            add_passkey(
                user=user,
                new=new,
                name=name or say("identity.security.passkey_unnamed", lang_of(request)),
                actor=actor_of(request),
                at=at,
            )
            return _enrolled(request, user, "passkey", at)
        except Refusal as refusal:
            shown["refused"], status = _words(request, refusal), refusal.status
    if site.can_ask:
        question = ask_new(
            site,
            handle=user.pk.bytes,
            login=user.get_username(),
            display_name=user.display_name,
            existing=held_by(user),
        )
        shown["options"] = keep_question(request, "enrol", question, at=at)
    return render(request, "identity/staff_new_passkey.html", shown, status=status)


@signed_in
@while_enrolling
@never_cache
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest) -> HttpResponse:
    """認証アプリを登録する: the square, the secret in letters, and the first six digits."""
    user, at = _user(request), now()
    check_ordinary(request)
    if not is_recent(request, at):
        return ask_again(request)
    secret = _kept_secret(request, user)
    shown: dict[str, Any] = {"next": target_of(request)}
    status = 200
    if request.method == "POST":
        typed = request.POST.get("typed", "")
        try:
            start_codes(user=user, secret=secret, typed=typed, actor=actor_of(request), at=at)
            request.session.pop(_SECRET, None)
            return _enrolled(request, user, "code", at)
        except Refusal as refusal:
            shown["refused"], status = _words(request, refusal), refusal.status
    address = app_address(secret, issuer=site_of(request).name, account=user.get_username())
    shown["side"], shown["path"] = square_path(address)
    shown["secret"], shown["address"] = typed_secret(secret), address
    return render(request, "identity/staff_new_code.html", shown, status=status)


@signed_in
@while_enrolling
@never_cache
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """ログイン中の端末: one's own sessions; a POST ends all others."""
    user, key = _user(request), request.session.session_key
    if request.method == "POST":
        ended = close_others(user, keep=key, at=now())
        messages.success(request, say("identity.sessions.ended", lang_of(request), count=ended))
        return redirect("identity:sessions")
    rows = list_open_sessions(user, now())
    shown = {"rows": rows, "key": key, "many": any(row.session_key != key for row in rows)}
    return render(request, "identity/staff_sessions.html", shown)


def check_ordinary(request: HttpRequest) -> None:
    """The emergency account gets no factor of its own: it would outlive its hours."""
    if "emergency" in factors_in(request):
        raise NotAllowed(
            text(
                "緊急用アカウントには、二段階認証を登録できません。",
                "The emergency account takes no second factor.",
                "緊急用アカウントには 登録できません。",
            )
        )


def ask_again(request: HttpRequest) -> HttpResponse:
    """Such a setting needs a sign-in of the last quarter of an hour."""
    address = reverse("identity:sign_in")
    return HttpResponseRedirect(f"{address}?{urlencode({'again': 1, 'next': request.path})}")


def _change(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    actor, deed = actor_of(request), request.POST.get("do", "")
    if deed == "recovery" and factors_of(user).any:
        codes = renew_recovery(user=user, actor=actor, at=at)
        return render(request, "identity/staff_recovery.html", {"codes": codes, "at": at})
    if deed == "passkey":
        _check_not_last(user, actor.roles, passkey=True)
        remove_passkey(user=user, passkey_id=_id(request), actor=actor, at=at)
        messages.success(request, say("identity.security.removed", lang_of(request)))
    elif deed == "code":
        _check_not_last(user, actor.roles, passkey=False)
        stop_codes(user=user, actor=actor, at=at)
        messages.success(request, say("identity.security.removed", lang_of(request)))
    return redirect("identity:security")


def _check_not_last(user: User, roles: frozenset[str], *, passkey: bool) -> None:
    left = factors_of(user)
    rest = left.passkeys - 1 + left.codes if passkey else left.passkeys
    if rest <= 0 and level_for(user, roles) == "required":
        raise LastFactor(
            text(
                "最後の1つは削除できません。",
                "The last one cannot be removed.",
                "さいごの 1つは けせません。",
            ),
            next_step=text(
                "先にほかのパスキーか認証アプリを登録してください。",
                "Register another passkey or an authenticator app first.",
                "さきに ほかの パスキーか アプリを 登録してください。",
            ),
        )


def _enrolled(request: HttpRequest, user: User, factor: str, at: datetime) -> HttpResponse:
    """The first factor brings its recovery codes with it, shown once."""
    first = not has_second(request)
    prove_again(request, factor, at=at)
    messages.success(request, say(f"identity.security.added_{factor}", lang_of(request)))
    if factors_of(user).recovery == 0:
        codes = renew_recovery(user=user, actor=actor_of(request), at=at)
        shown = {"codes": codes, "at": at, "next": target_of(request) if first else ""}
        return render(request, "identity/staff_recovery.html", shown)
    return redirect("identity:security")


def _kept_secret(request: HttpRequest, user: User) -> bytes:
    """The secret that is being set up; it waits encrypted in the session."""
    kept = request.session.get(_SECRET)
    if isinstance(kept, str) and request.method == "POST":
        try:
            return fields.decrypt(_PURPOSE, b64decode(kept), aad=user.pk.bytes)
        except (CryptoError, ValueError):
            pass
    secret = new_secret()
    sealed = fields.encrypt(_PURPOSE, secret, aad=user.pk.bytes)
    request.session[_SECRET] = b64encode(sealed).decode()
    return secret


def _shown(request: HttpRequest, user: User) -> dict[str, Any]:
    return {
        "passkeys": list(Passkey.objects.filter(user=user)),
        "code": OneTimeCode.objects.filter(user=user).first(),
        "factors": factors_of(user),
        "required": level_for(user, actor_of(request).roles) == "required",
        "can_ask": site_of(request).can_ask,
        "next": request.GET.get("next", ""),
    }


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("passkey", ""))
    except ValueError:
        return UUID(int=0)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - signed_in has looked
    return request.user


def _words(request: HttpRequest, refusal: Refusal) -> str:
    lang = lang_of(request)
    next_step = refusal.next_step.pick(lang) if refusal.next_step else ""
    return f"{refusal.message.pick(lang)} {next_step}".strip()
