# SPDX-License-Identifier: Apache-2.0
"""An app that shows codes: set up with a picture or by typing, without any script; taken off."""

from base64 import b64decode, b64encode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.crypto import fields
from madoguchi.platform.crypto.errors import CryptoError
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.guards import citizens_page, confirmed
from madoguchi.platform.identity.citizens.notices import tell_change
from madoguchi.platform.identity.citizens.passkey_pages import problem_of
from madoguchi.platform.identity.citizens.recovery_pages import show_codes
from madoguchi.platform.identity.citizens.ways import drop_useless_recovery
from madoguchi.platform.identity.factors.api import count_recovery, start_codes, stop_codes
from madoguchi.platform.identity.factors.totp import (
    app_address,
    new_secret,
    typed_secret,
)
from madoguchi.platform.identity.models import User
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.squares import square_path
from madoguchi.platform.screens.wording import say

_PURPOSE, _KEPT = "identity.totp-in-setup", "totp_in_setup"


@citizens_page
@confirmed
@require_http_methods(["GET", "POST"])
@never_cache
def totp_add(request: HttpRequest, user: User) -> HttpResponse:
    """The secret for the app, and the first code that it shows."""
    if request.method == "GET":
        return _page(request, user, _begin(request, user), None)
    secret = _in_setup(request, user)
    if secret is None:
        return HttpResponseRedirect(reverse("account_totp_add"))
    at = now()
    try:
        start_codes(
            user=user,
            secret=secret,
            typed=request.POST.get("code", ""),
            actor=actor_for(user),
            at=at,
        )
    except Refusal as refusal:
        return _page(request, user, secret, refusal)
    request.session.pop(_KEPT, None)
    tell_change(request, user, "totp_added")
    messages.success(request, say("identity.totp.added", lang_of(request)))
    if not count_recovery(user):
        return show_codes(request, user, at=at)
    return HttpResponseRedirect(reverse("account_email"))


@citizens_page
@confirmed
@require_POST
def totp_remove(request: HttpRequest, user: User) -> HttpResponse:
    """Forget the app."""
    if stop_codes(user=user, actor=actor_for(user), at=now()):
        drop_useless_recovery(user)
        tell_change(request, user, "totp_removed")
        messages.success(request, say("identity.totp.removed", lang_of(request)))
    return HttpResponseRedirect(reverse("account_email"))


def _begin(request: HttpRequest, user: User) -> bytes:
    """A secret that rests encrypted until the app has shown its first code."""
    secret = new_secret()
    sealed = fields.encrypt(_PURPOSE, secret, aad=user.pk.bytes)
    request.session[_KEPT] = b64encode(sealed).decode("ascii")
    return secret


def _in_setup(request: HttpRequest, user: User) -> bytes | None:
    try:
        sealed = b64decode(str(request.session.get(_KEPT, "")))
        return fields.decrypt(_PURPOSE, sealed, aad=user.pk.bytes)
    except (CryptoError, ValueError):
        return None


def _page(request: HttpRequest, user: User, secret: bytes, refusal: Refusal | None) -> HttpResponse:
    lang = lang_of(request)
    address = app_address(
        secret, issuer=current_city().name.pick("ja"), account=user.email or "madoguchi"
    )
    side, path = square_path(address)
    values = {"side": side, "path": path, "secret": typed_secret(secret).split()}
    values |= problem_of(refusal, lang)
    status = refusal.status if refusal else 200
    return render(request, "identity/totp_add.html", values, status=status)
