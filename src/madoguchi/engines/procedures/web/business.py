# SPDX-License-Identifier: Apache-2.0
"""A corporation proves itself by GビズID in mid-form: explained, out, and back with nothing lost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.business import (
    business_lacks,
    living_business,
    put_business,
)
from madoguchi.engines.procedures.web.card import purpose_of
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, saving_of, words_of
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for
from madoguchi.engines.procedures.web.step import GUARD
from madoguchi.kernel.clock import now, to_local, today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.proofs import CorporateProof, Mandate
from madoguchi.platform.identity.api import (
    begin_business,
    corporate_prover,
    drop_proof,
    held_business,
)
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all(GUARD)
@never_cache
def business(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What GビズID is for; after coming back, what it told, and what is still missing."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    brought = held_business(request, purpose_of(draft_id), at=at)
    if brought is not None:
        form = _keep(request, form, brought, at)
    response = render(request, "procedures/business.html", _shown(request, form, at))
    if brought is not None:
        drop_proof(response)
    return response


@open_to_all(GUARD)
@never_cache
def go(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Out to the provider; a link and no form, as for the card."""
    try:
        open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    back = reverse("procedures:business", args=[draft_id])
    return begin_business(purpose=purpose_of(draft_id), back=back)


def _keep(request: HttpRequest, form: OpenForm, proof: CorporateProof, at: datetime) -> OpenForm:
    content = put_business(form.content, proof, form.compiled, on=today(at))
    draft = save_draft(
        draft=form.draft, content=content, actor=actor_on(request), at=at, revision=form.revision
    )
    return OpenForm(draft, form.revision, form.compiled, form.context, content)


def _shown(request: HttpRequest, form: OpenForm, at: datetime) -> dict[str, Any]:
    procedure, lang = form.compiled.definition, lang_of(request)
    proof = living_business(form.content, at)
    lacks = (
        business_lacks(form.compiled, form.content, form.context, at)
        if form.content.corporate
        else ""
    )
    least = procedure.corporate.least if procedure.corporate else "member"
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "help": help_for(procedure, lang),
        "saving": saving_of(request, form.draft),
        "rows": describe_business(proof, lang) if proof else [],
        "lacks": say(f"procedures.business.lacks.{lacks}", lang) if lacks else "",
        "least": say(f"procedures.business.least.{least}", lang),
        "offered": corporate_prover() is not None,
        "go_url": reverse("procedures:business-go", args=[form.draft.id]),
        "go_on_url": reverse("procedures:go-on", args=[form.draft.id]),
    }


def describe_business(proof: CorporateProof, lang: str) -> list[dict[str, Any]]:
    """The account, the corporation, and each mandate with its scope and period."""
    local = to_local(proof.at)
    known = {
        "at": f"{local.year}/{local.month}/{local.day} {local:%H:%M}",
        "kind": say(f"procedures.business.kind.{proof.kind}", lang),
        "name": proof.name,
        "number": proof.number,
        "address": proof.address,
        "representative": proof.representative,
        "user": proof.user,
        "mandate": "\n".join(_mandate(one, lang) for one in proof.mandates),
    }
    return [
        {"label": say(f"procedures.business.{name}", lang), "text": value}
        for name, value in known.items()
        if value
    ]


def _mandate(one: Mandate, lang: str) -> str:
    begins = format_date(one.from_on, lang) if one.from_on else ""
    ends = format_date(one.until_on, lang) if one.until_on else ""
    period = say("procedures.business.period", lang, begins=begins, ends=ends)
    return f"{one.name} {one.number} {period}"
