# SPDX-License-Identifier: Apache-2.0
"""Drafts as a whole: the list, resuming, saving for later, discarding, what a new revision moved."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.procedures.commands.discard_draft import discard_draft
from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.commands.share_draft import make_resume_code, share_draft
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.drafts import get_draft
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, saving_of, words_of
from madoguchi.engines.procedures.web.holders import account_holder, holders_of
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for
from madoguchi.engines.procedures.web.step import GUARD
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all, signed_in
from madoguchi.platform.screens.wording import say


@open_to_all(GUARD)
@never_cache
def saved(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft is kept; with POST a resume number and code are made, and shown once."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    number, code = form.draft.row.resume_number, ""
    if request.method == "POST":
        number, code = make_resume_code(draft=form.draft, actor=actor_on(request), at=at)
    values = _page(request, form) | {
        "saving": saving_of(request, form.draft),
        "number": number,
        "code": code,
        "form_url": reverse("procedures:go-on", args=[draft_id]),
        "mine_here": reverse("procedures:mine"),
    }
    return render(request, "procedures/saved.html", values)


@open_to_all(GUARD)
@never_cache
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask first; with POST the draft is gone."""
    at = now()
    draft = get_draft(draft_id, holders_of(request), at=at)
    if request.method == "POST":
        discard_draft(draft=draft, actor=actor_on(request), at=at)
        messages.success(request, say("procedures.discard.done", lang_of(request)))
        return HttpResponseRedirect(reverse("procedures:mine"))
    procedure, lang = compiled_of(draft.revision).definition, lang_of(request)
    values = {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.discard_link", lang)),
        "help": help_for(procedure, lang),
        "form_url": reverse("procedures:go-on", args=[draft_id]),
    }
    return render(request, "procedures/discard.html", values)


@open_to_all(GUARD)
@never_cache
def moved(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What a newer revision did to the answers; POST says that it was read."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    note = form.content.moved
    if request.method == "POST" or note is None:
        if note is not None:
            read = replace(form.content, moved=None)
            save_draft(
                draft=form.draft, content=read, actor=actor_on(request), at=at,
                revision=form.revision,
            )  # fmt: skip
        return HttpResponseRedirect(reverse("procedures:go-on", args=[draft_id]))
    old = compiled_of(form.draft.revision)
    values = _page(request, form) | {
        "dropped": [_label(form, old, name, lang_of(request)) for name in note.dropped],
        "changed": [_label(form, old, name, lang_of(request)) for name in note.changed],
    }
    return render(request, "procedures/moved.html", values)


@signed_in
@require_POST
def adopt(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Let the signed-in account open a draft that this browser wrote."""
    at = now()
    draft, account = get_draft(draft_id, holders_of(request), at=at), account_holder(request)
    if account is not None:
        share_draft(draft=draft, holder=account, actor=actor_on(request), at=at)
        messages.success(request, say("procedures.mine.adopted", lang_of(request)))
    return HttpResponseRedirect(reverse("procedures:mine"))


def _page(request: HttpRequest, form: OpenForm) -> dict[str, Any]:
    procedure, lang = form.compiled.definition, lang_of(request)
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "help": help_for(procedure, lang),
    }


def _label(form: OpenForm, old: Any, name: str, lang: str) -> str:
    """A question or step by its words, as they are now or as they were."""
    for compiled in (form.compiled, old):
        if name in compiled.by_question:
            return str(compiled.by_question[name][1].question.label.pick(lang))
        if name in compiled.by_step:
            return str(compiled.by_step[name].step.title.pick(lang))
    return name
