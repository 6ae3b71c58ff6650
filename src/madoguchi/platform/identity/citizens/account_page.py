# SPDX-License-Identifier: Apache-2.0
"""「ログインとアカウントの安全」: what signs in, what opens the letters, where is one signed in?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.kernel.clock import now
from madoguchi.platform.identity.card.ports import card_prover
from madoguchi.platform.identity.citizens.guards import citizens_page
from madoguchi.platform.identity.citizens.sign_ins import end_others, list_sign_ins
from madoguchi.platform.identity.citizens.standing import read_standing
from madoguchi.platform.identity.citizens.vault import vault_of
from madoguchi.platform.identity.citizens.ways import has_password
from madoguchi.platform.identity.citizens.wraps import opens_vault
from madoguchi.platform.identity.factors.api import OneTimeCode, Passkey, count_recovery
from madoguchi.platform.identity.models import CardLink, User
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say


@citizens_page
@require_GET
@never_cache
def account(request: HttpRequest, user: User) -> HttpResponse:
    """Everything about signing in, on one page."""
    return render(request, "identity/account.html", describe_account(request, user))


@citizens_page
@require_POST
def end_sessions(request: HttpRequest, user: User) -> HttpResponse:
    """Sign out everywhere else."""
    ended = end_others(request, user, at=now())
    lang = lang_of(request)
    messages.success(request, say("identity.own.sessions.ended", lang, count=ended))
    return HttpResponseRedirect(reverse("account_email"))


def describe_account(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the page shows; a fixed number of queries."""
    lang, at = lang_of(request), now()
    opening = opens_vault(user)
    passkeys = Passkey.objects.filter(user=user)
    card = CardLink.objects.filter(user=user).first()
    rows = list_sign_ins(request, user, at=at)
    return {
        "email": user.email,
        "has_password": has_password(user),
        "key_standing": read_standing(user),
        "vault_open": vault_of(request) is not None,
        "passkeys": [(row, opening.get(row.id, "none")) for row in passkeys],
        "has_app": OneTimeCode.objects.filter(user=user).exists(),
        "recovery_left": count_recovery(user),
        "card_offered": card_prover() is not None,
        "card": card,
        "card_opens": card is not None and card.id in opening,
        "sign_ins": [(row, say(f"identity.method.{row.method}", lang)) for row in rows],
        "others": sum(row.is_open and not row.is_here for row in rows),
    }
