# SPDX-License-Identifier: Apache-2.0
"""Proving by card in mid-form: explained, out to the provider, and back with nothing lost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.proving import asks_for_card, living_proof, put_proof
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, saving_of, words_of
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for
from madoguchi.engines.procedures.web.step import GUARD
from madoguchi.kernel.clock import now, to_local
from madoguchi.kernel.definition.acting import is_for_another
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.proofs import IdentityProof
from madoguchi.platform.identity.api import begin_card, card_prover, drop_proof, held_proof
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all(GUARD)
@never_cache
def card(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the card is for; after coming back, what it told and where that was filled in."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    brought = held_proof(request, purpose_of(draft_id), at=at)
    if brought is not None:
        form = _keep(request, form, brought, at)
    response = render(request, "procedures/card.html", _shown(request, form, at))
    if brought is not None:
        drop_proof(response)
    return response


@open_to_all(GUARD)
@never_cache
def prove(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Out to the provider; a link and no form, because a form may not lead to another site."""
    try:
        open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    back = reverse("procedures:card", args=[draft_id])
    return begin_card(purpose=purpose_of(draft_id), back=back)


def purpose_of(draft_id: UUID) -> str:
    """What a proof is tied to: this draft and no other."""
    return f"procedures:draft:{draft_id}"


def needs_counter(procedure: Procedure) -> bool:
    """Whether the proof that a procedure asks for cannot be given on this portal."""
    return asks_for_card(procedure) and card_prover() is None


def _keep(request: HttpRequest, form: OpenForm, proof: IdentityProof, at: datetime) -> OpenForm:
    content = put_proof(form.content, proof, form.compiled)
    draft = save_draft(
        draft=form.draft, content=content, actor=actor_on(request), at=at, revision=form.revision
    )
    return OpenForm(draft, form.revision, form.compiled, form.context, content)


def _shown(request: HttpRequest, form: OpenForm, at: datetime) -> dict[str, Any]:
    procedure, lang = form.compiled.definition, lang_of(request)
    proof = living_proof(form.content, at)
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "help": help_for(procedure, lang),
        "saving": saving_of(request, form.draft),
        "rows": describe_proof(proof, lang) if proof else [],
        "acting": is_for_another(form.content.answers),
        "may_act": bool(procedure.on_behalf),
        "prove_url": reverse("procedures:prove", args=[form.draft.id]),
        "go_on_url": reverse("procedures:go-on", args=[form.draft.id]),
    }


def describe_proof(proof: IdentityProof, lang: str) -> list[dict[str, str]]:
    """When the card was held, and what it told."""
    local = to_local(proof.at)
    person, birth = proof.person, proof.person.birth
    known = {
        "at": f"{local.year}/{local.month}/{local.day} {local:%H:%M}",
        "name": person.name,
        "address": person.address,
        "birth": f"{birth[:4]}/{birth[4:6]}/{birth[6:]}" if birth else "",
    }
    return [
        {"label": say(f"procedures.card.{name}", lang), "text": value}
        for name, value in known.items()
        if value
    ]
