# SPDX-License-Identifier: Apache-2.0
"""Signing in by card: hold it, press the button; an account without a card can get one."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.kernel.clock import now
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.platform.guard.api import ANY, Limit, limited
from madoguchi.platform.identity.card.round_trip import LIFE, begin_card, drop_proof, held_proof
from madoguchi.platform.identity.citizens.card_link import create_by_card, find_card
from madoguchi.platform.identity.citizens.card_refusals import ProofGone
from madoguchi.platform.identity.citizens.enter import enter
from madoguchi.platform.identity.citizens.wraps import open_by_held_key
from madoguchi.platform.identity.factors.spent import spend
from madoguchi.platform.identity.models import CardLink, SignIn
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

PURPOSE = "sign-in"
TRIPS = Limit(name="identity.card-sign-in", free=60, window=timedelta(minutes=10))


@open_to_all("only sends the browser to the provider; the answer is tied to this browser")
@limited(TRIPS, methods=ANY)
@require_GET
@never_cache
def card_sign_in(request: HttpRequest) -> HttpResponse:
    """To the provider; afterwards to the button that signs in."""
    back = reverse("card_enter")
    way = safe_way(request, request.GET.get("next", ""))
    return begin_card(purpose=PURPOSE, back=f"{back}?next={way}" if way else back)


@open_to_all("without a proof of this browser it does nothing")
@require_http_methods(["GET", "POST"])
@never_cache
def card_enter(request: HttpRequest) -> HttpResponse:
    """The button; with it, the account of the card, or the choice where it has none."""
    at = now()
    proof = _proof(request, at)
    card = find_card(proof.method, proof.subject)
    way = safe_way(request, request.GET.get("next", ""))
    if card is None or request.method == "GET":
        values = {"known": card is not None, "next": way}
        return render(request, "identity/card_enter.html", values)
    use_up(proof, at=at)
    private = open_by_held_key(card.user, card=card)
    enter(request, card.user, method=SignIn.Method.CARD, private=private, at=at)
    CardLink.objects.filter(id=card.id).update(used_at=at)
    response = HttpResponseRedirect(way or "/")
    drop_proof(response)
    return response


@open_to_all("without a proof of this browser it does nothing")
@require_POST
@never_cache
def card_create(request: HttpRequest) -> HttpResponse:
    """An account that this card alone signs in to; its vault opens by a key that the city holds."""
    at = now()
    proof = _proof(request, at)
    if request.POST.get("agree") != "yes":
        values = {"known": False, "unticked": True, "next": ""}
        return render(request, "identity/card_enter.html", values, status=422)
    use_up(proof, at=at)
    user, private = create_by_card(method=proof.method, subject=proof.subject, at=at)
    enter(request, user, method=SignIn.Method.CARD, private=private, at=at)
    messages.success(request, say("identity.card.created", lang_of(request)))
    response = HttpResponseRedirect(reverse("account_email"))
    drop_proof(response)
    return response


def use_up(proof: IdentityProof, *, at: datetime) -> None:
    """A proof signs in, links or speaks for a key once.

    Raises:
        ProofGone: it was used before.
    """
    name = f"{proof.method}|{proof.subject}|{proof.at.isoformat()}"
    if not spend("card-proof", name, until=at + 2 * LIFE):
        raise ProofGone


def safe_way(request: HttpRequest, way: str) -> str:
    """The way back, if it leads nowhere else."""
    secure = request.is_secure()
    fine = url_has_allowed_host_and_scheme(way, {request.get_host()}, require_https=secure)
    return way if fine else ""


def _proof(request: HttpRequest, at: datetime) -> IdentityProof:
    proof = held_proof(request, PURPOSE, at=at)
    if proof is None:
        raise ProofGone
    return proof
