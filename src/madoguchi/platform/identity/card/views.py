# SPDX-License-Identifier: Apache-2.0
"""Back from the provider: is it proof, and how does the person go on?"""

import logging
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from madoguchi.kernel.actors import GUEST
from madoguchi.kernel.clock import now
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.card.ports import card_prover
from madoguchi.platform.identity.card.round_trip import (
    ASKED,
    Asked,
    CardNotOffered,
    keep_proof,
    read_asked,
    return_address,
)
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all

_log = logging.getLogger(__name__)


class NothingAsked(Refusal):
    """An answer comes to a browser that asked nothing, or long ago."""

    code = "card.nothing_asked"

    def __init__(self) -> None:
        super().__init__(
            text(
                "本人確認の途中で時間が過ぎたか、別のブラウザーで開かれました。",
                "Too much time has passed, or this is another browser than the one you began with.",
                "時間が すぎたか、べつの ブラウザーです。",
            ),
            next_step=text(
                "「書きかけの申請」から申請を開き、本人確認をやり直してください。入力した内容は残っています。",
                "Open your application from “Drafts” and prove yourself again. What you typed is still there.",
                "「書きかけの申請」から ひらいて、もういちど してください。書いた ものは のこっています。",
            ),
        )


@open_to_all("the provider sends people here; without this browser's own request it does nothing")
@never_cache
def card_return(request: HttpRequest) -> HttpResponse:
    """Check the answer; a press on the button, which also carries strict cookies, goes on."""
    at = now()
    asked = read_asked(request, at=at)
    if asked is None:
        raise NothingAsked
    try:
        return _take(request, asked)
    except Refusal as refusal:
        _log.info("card: %s: %s", refusal.code, getattr(refusal, "reason", ""))
        return _refused(request, asked, refusal)


def _take(request: HttpRequest, asked: Asked) -> HttpResponse:
    at, prover = now(), card_prover()
    if prover is None:
        raise CardNotOffered
    proof = prover.finish(
        answer=request.GET.dict(), kept=asked.kept, redirect_uri=return_address(), at=at
    )
    _write_down(request, asked, proof, at)
    response = render(request, "identity/card_return.html", {"go_on_url": asked.back})
    keep_proof(response, asked.purpose, proof, at=at)
    return response


def _write_down(request: HttpRequest, asked: Asked, proof: IdentityProof, at: datetime) -> None:
    """That somebody proved themselves, how and for what; not who, and nothing the card told."""
    actor = actor_on(request)
    with transaction.atomic():
        record(
            action="identity.card.proved",
            actor=actor if actor.kind == "citizen" else GUEST,
            subject=asked.purpose,
            at=at,
            detail={"method": proof.method, "level": proof.level},
        )


def _refused(request: HttpRequest, asked: Asked, refusal: Refusal) -> HttpResponse:
    lang, step = lang_of(request), refusal.next_step
    values = {
        "refused": refusal.message.pick(lang),
        "next_step": step.pick(lang) if step else "",
        "go_on_url": asked.back,
    }
    response = render(request, "identity/card_return.html", values, status=refusal.status)
    response.delete_cookie(ASKED, samesite="Lax")
    return response
