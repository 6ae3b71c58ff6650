# SPDX-License-Identifier: Apache-2.0
"""Back from the provider: is it proof, and how does the person go on?"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from pydantic import BaseModel

from madoguchi.kernel.actors import GUEST
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.card.ports import card_prover
from madoguchi.platform.identity.card.round_trip import (
    Asked,
    CardNotOffered,
    forget_asked,
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
    return come_back(request, _finish_card, kinds={"card", "sign"})


def come_back(
    request: HttpRequest, finish: Callable[..., BaseModel], *, kinds: set[str]
) -> HttpResponse:
    """Back from any provider: ``finish`` makes the proof of what was asked and answered."""
    asked = read_asked(request, at=now())
    if asked is None or asked.kind not in kinds:
        raise NothingAsked
    try:
        return _take(request, asked, finish)
    except Refusal as refusal:
        _log.info("%s: %s: %s", asked.kind, refusal.code, getattr(refusal, "reason", ""))
        return _refused(request, asked, refusal)


def _finish_card(asked: Asked, answer: dict[str, str], at: datetime) -> BaseModel:
    prover = card_prover()
    if prover is None:
        raise CardNotOffered
    finish = prover.finish_signing if asked.kind == "sign" else prover.finish
    return finish(answer=answer, kept=asked.kept, redirect_uri=return_address(), at=at)


def _take(request: HttpRequest, asked: Asked, finish: Callable[..., BaseModel]) -> HttpResponse:
    at = now()
    proof = finish(asked, request.GET.dict(), at)
    _write_down(request, asked, str(getattr(proof, "method", "")), at)
    values = {"go_on_url": asked.back, "signed": asked.kind == "sign", "kind": kind_of(asked)}
    response = render(request, "identity/card_return.html", values)
    keep_proof(response, asked.purpose, proof, at=at)
    return response


_DONE = {
    "card": ("identity.card.proved", "card"),
    "sign": ("identity.card.signed", "signed"),
    "business": ("identity.business.proved", "corporate"),
}


def _write_down(request: HttpRequest, asked: Asked, method: str, at: datetime) -> None:
    """That somebody proved themselves or signed, how and for what; not who, and nothing they told."""
    actor, (action, level) = actor_on(request), _DONE[asked.kind]
    with transaction.atomic():
        record(
            action=action,
            actor=actor if actor.kind == "citizen" else GUEST,
            subject=asked.purpose,
            at=at,
            detail={"method": method, "level": level},
        )


def _refused(request: HttpRequest, asked: Asked, refusal: Refusal) -> HttpResponse:
    lang, step = lang_of(request), refusal.next_step
    values = {
        "refused": refusal.message.pick(lang),
        "next_step": step.pick(lang) if step else "",
        "go_on_url": _retreat(asked),
        "signed": asked.kind == "sign",
        "kind": kind_of(asked),
    }
    response = render(request, "identity/card_return.html", values, status=refusal.status)
    forget_asked(response)
    return response


def kind_of(asked: Asked) -> str:
    """What people went out for: ``sign-in``, ``link``, ``key``, ``business``, or else a form."""
    if asked.kind == "business":
        return "business"
    kind = asked.purpose.partition(":")[0]
    return kind if kind in {"sign-in", "link", "key"} else "draft"


def _retreat(asked: Asked) -> str:
    """Where to go on without a proof."""
    kind = kind_of(asked)
    if kind in {"draft", "business"}:
        return asked.back
    return reverse("account_login" if kind == "sign-in" else "account_email")
