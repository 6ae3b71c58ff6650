# SPDX-License-Identifier: Apache-2.0
"""Passkeys of a citizen: sign in with one, add, renew and remove one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.guard.api import Limit, limited
from madoguchi.platform.identity.citizens.card_entering import safe_way
from madoguchi.platform.identity.citizens.cookie import held_private_key
from madoguchi.platform.identity.citizens.enter import enter
from madoguchi.platform.identity.citizens.guards import citizens_page, confirmed
from madoguchi.platform.identity.citizens.keep_passkey import keep_passkey, let_passkey_go
from madoguchi.platform.identity.citizens.notices import tell_change
from madoguchi.platform.identity.citizens.recovery_pages import show_codes
from madoguchi.platform.identity.citizens.vault import vault_of
from madoguchi.platform.identity.citizens.wraps import (
    PRF_BYTES,
    open_by_held_key,
    open_by_secret,
    wrap_by_secret,
)
from madoguchi.platform.identity.factors.api import (
    Passkey,
    ask_known,
    ask_new,
    check_new,
    count_recovery,
    held_by,
    keep_question,
    site_of,
    take_challenge,
    use_passkey,
)
from madoguchi.platform.identity.factors.passkeys import Held, credential_id_of
from madoguchi.platform.identity.models import SignIn, User
from madoguchi.platform.identity.traces import note_refused
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

PRF_INPUT = urlsafe_b64encode(sha256(b"madoguchi vault 1").digest()).decode().rstrip("=")
"""What the page asks the passkey's secret function about: the same everywhere, so that a passkey
that is not known yet can be asked too. The answer differs for each passkey."""
TRIES = Limit(name="identity.passkey-sign-in", free=100, window=timedelta(minutes=10))
LONGEST_NAME = 60
FALLBACKS = ("password", "held")


@open_to_all("the way to an account; without a passkey of it nothing happens")
@limited(TRIES)
@require_http_methods(["GET", "POST"])
@never_cache
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """The button that asks for whichever passkey is here; no address, no password."""
    at, way = now(), safe_way(request, request.GET.get("next", ""))
    if request.method == "GET":
        return _ask_to_sign_in(request, None)
    answer = request.POST.get("answer", "")
    try:
        user = use_passkey(
            site=site_of(request),
            challenge=take_challenge(request, "sign-in", at=at),
            answer=answer,
            kind=User.Kind.CITIZEN,
            at=at,
        )
    except Refusal as refusal:
        note_refused(None, ["passkey"])
        return _ask_to_sign_in(request, refusal)
    private = open_with(user, answer, request.POST.get("secret", ""))
    enter(request, user, method=SignIn.Method.PASSKEY, private=private, at=at)
    return HttpResponseRedirect(way or "/")


@citizens_page
@confirmed
@require_http_methods(["GET", "POST"])
@never_cache
def passkey_add(request: HttpRequest, user: User) -> HttpResponse:
    """What a passkey does, its name, and what happens where it cannot open the letters."""
    if request.method == "GET":
        return _ask_to_add(request, user, None)
    at, lang = now(), lang_of(request)
    try:
        new = check_new(
            site_of(request),
            challenge=take_challenge(request, "enrol", at=at),
            answer=request.POST.get("answer", ""),
        )
        kept = keep_passkey(
            user=user,
            new=new,
            name=request.POST.get("name", "").strip()[:LONGEST_NAME]
            or say("identity.own.passkey.no_name", lang),
            private=_held(request, user),
            secret=read_secret(request.POST.get("secret", "")),
            hold=request.POST.get("fallback") == "held",
            at=at,
        )
    except Refusal as refusal:
        return _ask_to_add(request, user, refusal)
    tell_change(request, user, "passkey_added")
    messages.success(request, say(f"identity.own.passkey.added.{kept}", lang))
    if not count_recovery(user):
        return show_codes(request, user, at=at)
    return HttpResponseRedirect(reverse("account_email"))


@citizens_page
@confirmed
@require_http_methods(["GET", "POST"])
@never_cache
def passkey_renew(request: HttpRequest, user: User, passkey_id: UUID) -> HttpResponse:
    """Let a passkey open the letters again, after the key was replaced."""
    row, at, lang = get_object_or_404(Passkey, user=user, id=passkey_id), now(), lang_of(request)
    private = _held(request, user)
    if private is None:
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?next={request.path}")
    if request.method == "GET":
        return _ask_to_renew(request, row, None)
    answer = request.POST.get("answer", "")
    try:
        use_passkey(
            site=site_of(request),
            challenge=take_challenge(request, "renew", at=at),
            answer=answer,
            kind=User.Kind.CITIZEN,
            at=at,
            user=user,
        )
    except Refusal as refusal:
        return _ask_to_renew(request, row, refusal)
    secret = read_secret(request.POST.get("secret", ""))
    if secret is None or credential_id_of(answer) != bytes(row.credential_id):
        messages.error(request, say("identity.own.passkey.no_secret", lang))
    else:
        wrap_by_secret(user, private, row, secret)
        messages.success(request, say("identity.own.passkey.renewed", lang))
    return HttpResponseRedirect(reverse("account_email"))


@citizens_page
@confirmed
@require_POST
def passkey_remove(request: HttpRequest, user: User, passkey_id: UUID) -> HttpResponse:
    """Believe a passkey no more."""
    let_passkey_go(user=user, passkey_id=passkey_id, at=now())
    tell_change(request, user, "passkey_removed")
    messages.success(request, say("identity.own.passkey.removed", lang_of(request)))
    return HttpResponseRedirect(reverse("account_email"))


def open_with(user: User, answer: str, secret: str) -> bytes | None:
    """The private key, if the passkey that has just answered opens the vault."""
    row = Passkey.objects.filter(user=user, credential_id=credential_id_of(answer)).first()
    if row is None:
        return None
    known = read_secret(secret)
    private = open_by_secret(user, row, known) if known else None
    return private or open_by_held_key(user, passkey=row)


def read_secret(posted: str) -> bytes | None:
    """The passkey's secret as the page posts it; None where it has none."""
    try:
        secret = urlsafe_b64decode(posted + "=" * (-len(posted) % 4))
    except ValueError:
        return None
    return secret if len(secret) == PRF_BYTES else None


def problem_of(refusal: Refusal | None, lang: str) -> dict[str, str]:
    """A refusal for the page: what is wrong, and what to do."""
    if refusal is None:
        return {}
    step = refusal.next_step
    return {"problem": refusal.message.pick(lang), "next_step": step.pick(lang) if step else ""}


def _held(request: HttpRequest, user: User) -> bytes | None:
    return held_private_key(request, user) if vault_of(request) is not None else None


def _ask_to_sign_in(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    site = site_of(request)
    options = keep_question(request, "sign-in", ask_known(site), at=now())
    more = {"next": safe_way(request, request.GET.get("next", ""))}
    return _page(request, "identity/passkey_sign_in.html", options, refusal, more)


def _ask_to_add(request: HttpRequest, user: User, refusal: Refusal | None) -> HttpResponse:
    login = user.email or say("identity.own.passkey.account", lang_of(request))
    question = ask_new(
        site_of(request),
        handle=user.pk.bytes,
        login=login,
        display_name=login,
        existing=held_by(user),
    )
    options = keep_question(request, "enrol", question, at=now())
    fallback = request.POST.get("fallback", "password")
    more = {
        "open": vault_of(request) is not None,
        "name": request.POST.get("name", "")[:LONGEST_NAME],
        "fallback": fallback if fallback in FALLBACKS else "password",
    }
    return _page(request, "identity/passkey_add.html", options, refusal, more)


def _ask_to_renew(request: HttpRequest, row: Passkey, refusal: Refusal | None) -> HttpResponse:
    held = Held(bytes(row.credential_id), bytes(row.material), row.sign_count)
    options = keep_question(request, "renew", ask_known(site_of(request), [held]), at=now())
    return _page(request, "identity/passkey_renew.html", options, refusal, {"passkey": row})


def _page(
    request: HttpRequest, name: str, options: str, refusal: Refusal | None, more: dict[str, Any]
) -> HttpResponse:
    values = {"options": options, "prf": PRF_INPUT, "can_ask": site_of(request).can_ask}
    values |= problem_of(refusal, lang_of(request)) | more
    return render(request, name, values, status=refusal.status if refusal else 200)
