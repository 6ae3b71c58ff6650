# SPDX-License-Identifier: Apache-2.0
"""Signing by card: exactly what is signed is shown, then out to the provider, and back to send."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, saving_of, words_of
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for
from madoguchi.engines.procedures.web.places import review_url
from madoguchi.engines.procedures.web.review import describe_parts
from madoguchi.engines.procedures.web.signing_shown import may_sign
from madoguchi.engines.procedures.web.step import GUARD
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.acting import is_for_another
from madoguchi.platform.identity.api import begin_signature, drop_proof, held_signature
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all(GUARD)
@never_cache
def sign(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What is signed, in words and byte for byte; on coming back, on to the review."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    brought = held_signature(request, purpose_of(draft_id), at=at)
    if brought is not None:
        return _keep(request, form, replace(form.content, signature=brought), at)
    if not may_sign(form):
        return HttpResponseRedirect(review_url(draft_id))
    return render(request, "procedures/sign.html", _shown(request, form))


@open_to_all(GUARD)
@never_cache
def go(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Out to the provider with the digest; a link and no form, as for the card."""
    try:
        form = open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    if not may_sign(form):
        return HttpResponseRedirect(review_url(draft_id))
    back = reverse("procedures:sign", args=[draft_id])
    return begin_signature(purpose=purpose_of(draft_id), back=back, digest=form.to_sign().digest)


def purpose_of(draft_id: UUID) -> str:
    """What a signature is tied to: this draft and no other."""
    return f"procedures:draft:{draft_id}"


def _keep(request: HttpRequest, form: OpenForm, content: Any, at: datetime) -> HttpResponse:
    save_draft(
        draft=form.draft, content=content, actor=actor_on(request), at=at, revision=form.revision
    )
    if form.with_content(content).signature_at(at):
        messages.success(request, say("procedures.sign.kept", lang_of(request)))
    response = HttpResponseRedirect(review_url(form.draft.id))
    drop_proof(response)
    return response


def _shown(request: HttpRequest, form: OpenForm) -> dict[str, Any]:
    procedure, lang = form.compiled.definition, lang_of(request)
    signed = form.to_sign()
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "help": help_for(procedure, lang),
        "saving": saving_of(request, form.draft),
        "acting": is_for_another(form.content.answers),
        "parts": describe_parts(form, lang, links=False),
        "exact": str(signed),
        "digest": signed.digest_hex,
        "go_url": reverse("procedures:sign-go", args=[form.draft.id]),
        "back_url": review_url(form.draft.id),
    }
