# SPDX-License-Identifier: Apache-2.0
"""The card of an account: link it, take it off, and let it speak for a new key."""

import secrets
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.kernel.clock import now
from madoguchi.kernel.facts import announce
from madoguchi.kernel.key_proofs import nonce_for_key
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.card.round_trip import begin_card, drop_proof, held_proof
from madoguchi.platform.identity.citizens.card_entering import use_up
from madoguchi.platform.identity.citizens.card_link import link_card, unlink_card
from madoguchi.platform.identity.citizens.card_refusals import ProofGone, VaultClosed
from madoguchi.platform.identity.citizens.cookie import held_private_key
from madoguchi.platform.identity.citizens.guards import citizens_page, confirmed
from madoguchi.platform.identity.citizens.notices import tell_change
from madoguchi.platform.identity.citizens.vault import vault_of
from madoguchi.platform.identity.events import AccountKeyProved
from madoguchi.platform.identity.models import AccountKey, User
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.wording import say


@citizens_page
@confirmed
@require_http_methods(["GET"])
@never_cache
def card_link(request: HttpRequest, user: User) -> HttpResponse:
    """What linking means, before the card is held."""
    if request.GET.get("go") == "card":
        return begin_card(purpose=f"link:{user.pk}", back=reverse("card_linked"))
    return render(request, "identity/card_link.html", {"open": vault_of(request) is not None})


@citizens_page
@confirmed
@require_http_methods(["GET", "POST"])
@never_cache
def card_linked(request: HttpRequest, user: User) -> HttpResponse:
    """The card was held: the choice whether it opens the letters, and the button."""
    at = now()
    proof = _proof(request, f"link:{user.pk}", at)
    is_open = vault_of(request) is not None
    if request.method == "GET":
        return render(request, "identity/card_linked.html", {"open": is_open})
    private = held_private_key(request, user) if is_open else None
    try:
        use_up(proof, at=at)
        link_card(
            user=user,
            method=proof.method,
            subject=proof.subject,
            private=private if request.POST.get("vault") == "held" else None,
            at=at,
        )
    except Refusal as refusal:
        messages.error(request, refusal.message.pick(lang_of(request)))
    else:
        tell_change(request, user, "card_linked")
        messages.success(request, say("identity.card.linked", lang_of(request)))
    return _back(drop=True)


@citizens_page
@confirmed
@require_POST
def card_unlink(request: HttpRequest, user: User) -> HttpResponse:
    """Take the card off the account."""
    if unlink_card(user=user, at=now()):
        tell_change(request, user, "card_unlinked")
        messages.success(request, say("identity.card.unlinked", lang_of(request)))
    return _back()


@citizens_page
@require_GET
@never_cache
def card_for_key(request: HttpRequest, user: User) -> HttpResponse:
    """To the provider, which signs that the holder of the card speaks for the account's new key."""
    key = _waiting(user)
    if key is None or vault_of(request) is None:
        raise VaultClosed
    salt = secrets.token_urlsafe(16)
    return begin_card(
        purpose=f"key:{key.id}:{salt}",
        back=f"{reverse('card_key_done')}?salt={salt}",
        nonce=nonce_for_key(bytes(key.public), salt),
    )


@citizens_page
@require_http_methods(["GET", "POST"])
@never_cache
def card_key_done(request: HttpRequest, user: User) -> HttpResponse:
    """Bring to the office what the provider signed."""
    at, key, salt = now(), _waiting(user), request.GET.get("salt", "")
    if key is None:
        return _back(drop=True)
    proof = _proof(request, f"key:{key.id}:{salt}", at)
    if request.method == "GET":
        return render(request, "identity/card_key.html", {"salt": salt})
    use_up(proof, at=at)
    _prove_key(user, key, proof, salt, at)
    messages.success(request, say("identity.card.key_sent", lang_of(request)))
    return _back(drop=True)


def _prove_key(user: User, key: AccountKey, proof: IdentityProof, salt: str, at: datetime) -> None:
    with transaction.atomic():
        record(
            action=AccountKeyProved.key,
            actor=actor_for(user),
            subject=user.ref,
            at=at,
            detail={"method": proof.method},
        )
        announce(
            AccountKeyProved(
                user_ref=user.ref,
                key_id=key.id,
                public=bytes(key.public),
                changed_at=key.created_at,
                method=proof.method,
                token=proof.evidence,
                salt=salt,
                at=proof.at,
            )
        )


def _waiting(user: User) -> AccountKey | None:
    rows = AccountKey.objects.filter(user=user, replaced_at=None)
    return rows.filter(standing=AccountKey.Standing.WAITING).first()


def _proof(request: HttpRequest, purpose: str, at: datetime) -> IdentityProof:
    proof = held_proof(request, purpose, at=at)
    if proof is None:
        raise ProofGone
    return proof


def _back(*, drop: bool = False) -> HttpResponse:
    response = HttpResponseRedirect(reverse("account_email"))
    if drop:
        drop_proof(response)
    return response
