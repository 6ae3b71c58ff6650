# SPDX-License-Identifier: Apache-2.0
"""The review, the same on paper, sending, and the two pages at which a path stops."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.procedures.commands.submit import submit
from madoguchi.engines.procedures.models.submission import secret_for
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.business import business_lacks
from madoguchi.engines.procedures.rules.content import Place
from madoguchi.engines.procedures.rules.proving import must_prove
from madoguchi.engines.procedures.rules.refusals import (
    BusinessNeeded,
    CardNeeded,
    DraftMoved,
    NotComplete,
    NotEligible,
    SignatureNeeded,
)
from madoguchi.engines.procedures.rules.sending import Filer
from madoguchi.engines.procedures.web.browser_key import browser_key_of
from madoguchi.engines.procedures.web.fields import field_id
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, saving_of, words_of
from madoguchi.engines.procedures.web.holders import account_of, vault_for
from madoguchi.engines.procedures.web.keeping import describe_keeping, keep_from
from madoguchi.engines.procedures.web.limits import SENDING
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for, unlock_url
from madoguchi.engines.procedures.web.places import (
    REVIEW,
    draw_steps,
    number_of,
    place_url,
    review_url,
    url_of_step,
    url_to_go_on,
)
from madoguchi.engines.procedures.web.signing_shown import show_signature
from madoguchi.engines.procedures.web.step import GUARD
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.calculate_fee import calculate_fee
from madoguchi.kernel.definition.check_eligibility import check_eligibility
from madoguchi.kernel.definition.describe import describe
from madoguchi.kernel.definition.find_path import find_path
from madoguchi.kernel.definition.prune import prune
from madoguchi.kernel.definition.results import AnswerError, Path
from madoguchi.kernel.definition.validate_all import validate_all
from madoguchi.platform.guard.api import paced
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all(GUARD)
@never_cache
def review(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Every answer with a link to change it; errors on top; the one button that sends."""
    try:
        form = open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    path = find_path(form.compiled, form.content.answers, form.context)
    if form.content.moved or path.ending is not None:
        return HttpResponseRedirect(url_to_go_on(form, path))
    return render(request, "procedures/review.html", _review(request, form, path))


@open_to_all(GUARD)
@never_cache
def print_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The same for paper."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    lang = lang_of(request)
    values = {
        "procedure": words_of(form.compiled.definition, lang),
        "help": help_for(form.compiled.definition, lang),
        "parts": describe_parts(form, lang, links=False),
        "fee": calculate_fee(form.compiled, form.content.answers, form.context),
        "printed_at": at,
        "back_url": review_url(draft_id),
    }
    return render(request, "procedures/print.html", values)


@open_to_all(GUARD)
@paced(SENDING)
@require_POST
@never_cache
def send(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """File the draft; a second press leads to the same receipt."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    if form.content.moved:
        return HttpResponseRedirect(reverse("procedures:moved", args=[draft_id]))
    filer = filer_of(request, form)
    if filer is None:
        return HttpResponseRedirect(unlock_url(review_url(draft_id)))
    reader = replace(form.content, language=lang_of(request))
    return _send(request, form.with_content(reader), filer, at)


def _send(request: HttpRequest, form: OpenForm, filer: Filer, at: datetime) -> HttpResponse:
    try:
        row = submit(form=form, filer=filer, actor=actor_on(request), at=at)
    except NotEligible:
        return HttpResponseRedirect(reverse("procedures:not-eligible", args=[form.draft.id]))
    except CardNeeded:
        return HttpResponseRedirect(reverse("procedures:card", args=[form.draft.id]))
    except BusinessNeeded:
        return HttpResponseRedirect(reverse("procedures:business", args=[form.draft.id]))
    except SignatureNeeded:
        return HttpResponseRedirect(reverse("procedures:sign", args=[form.draft.id]))
    except NotComplete:
        return HttpResponseRedirect(review_url(form.draft.id))
    except DraftMoved:
        messages.warning(request, say("procedures.draft.busy", lang_of(request)))
        return HttpResponseRedirect(review_url(form.draft.id))
    keep_from(request, form, row, at=at)
    return HttpResponseRedirect(reverse("procedures:receipt", args=[row.id]))


def filer_of(request: HttpRequest, form: OpenForm) -> Filer | None:
    """Who files; None for a signed-in citizen whose vault has closed meanwhile."""
    if form.compiled.definition.anonymous:
        return Filer()
    account = account_of(request)
    if account is not None:
        vault = vault_for(request)
        return Filer(account=account, account_key=vault.public_key) if vault else None
    key = browser_key_of(request)
    return Filer(secret=secret_for(key, form.draft.id)) if key else Filer()


@open_to_all(GUARD)
@never_cache
def ending(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The path stops: this application is not needed, or belongs elsewhere."""
    try:
        form = open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    path, lang = find_path(form.compiled, form.content.answers, form.context), lang_of(request)
    if path.ending is None:
        return HttpResponseRedirect(url_to_go_on(form, path))
    stop = path.ending
    values = _stop(request, form, url_of_step(draft_id, path.steps[-1])) | {
        "title": stop.title.pick(lang),
        "text": stop.text.pick(lang),
        "law": stop.law or "",
    }
    return render(request, "procedures/ending.html", values)


_LOOKS = {True: ("ok", "check", "met"), False: ("bad", "close", "unmet"), None: ("quiet", "question", "open")}  # fmt: skip


@open_to_all(GUARD)
@never_cache
def not_eligible(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Each requirement with the article of law, and whether the answers meet it."""
    try:
        form = open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    lang, answers = lang_of(request), form.content.answers
    path = find_path(form.compiled, answers, form.context)
    judged = check_eligibility(form.compiled, answers, form.context)
    reasons = []
    for reason in judged.reasons:
        tone, icon, word = _LOOKS[reason.met]
        words = say(f"procedures.eligible.{word}", lang)
        text = reason.because.pick(lang)
        reasons.append({"text": text, "law": reason.law, "tone": tone, "icon": icon, "word": words})
    first = url_of_step(draft_id, path.steps[0] if path.steps else None)
    values = _stop(request, form, first) | {"reasons": reasons}
    return render(request, "procedures/not_eligible.html", values)


def _stop(request: HttpRequest, form: OpenForm, back_url: str) -> dict[str, Any]:
    procedure, lang = form.compiled.definition, lang_of(request)
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "help": help_for(procedure, lang),
        "back_url": back_url,
        "catalogue_url": reverse("procedures:catalogue"),
    }


def _review(request: HttpRequest, form: OpenForm, path: Path) -> dict[str, Any]:
    lang, procedure = lang_of(request), form.compiled.definition
    answers = prune(form.compiled, form.content.answers, form.context)
    errors = validate_all(form.compiled, answers, form.context) if path.complete else ()
    ending_of = "_survey" if procedure.kind == "survey" else ""
    judged = check_eligibility(form.compiled, answers, form.context)
    warnings = [one.because.pick(lang) for one in judged.unmet if not one.stop]
    last = path.steps[-1] if path.steps else None
    return {
        "procedure": words_of(procedure, lang),
        "title": say(f"procedures.review.title{ending_of}", lang),
        "not_done": say("procedures.review.not_done.title", lang),
        "not_done_text": say(f"procedures.review.not_done.text{ending_of}", lang),
        "send_label": say(f"procedures.review.send{ending_of}", lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "steps": draw_steps(path, lang, current=REVIEW),
        "help": help_for(procedure, lang, page=number_of(path, REVIEW)),
        "saving": saving_of(request, form.draft),
        "parts": describe_parts(form, lang),
        "errors": _summarise(form, errors, lang),
        "notices": [{"tone": "warn", "text": words} for words in warnings],
        "fee": calculate_fee(form.compiled, answers, form.context),
        "complete": path.complete and not errors,
        "must_prove": must_prove(procedure, form.context.identity),
        "card_url": reverse("procedures:card", args=[form.draft.id]),
        "business": bool(business_lacks(form.compiled, form.content, form.context, now())),
        "business_url": reverse("procedures:business", args=[form.draft.id]),
        "signing": show_signature(form, now()),
        "submit_url": reverse("procedures:send", args=[form.draft.id]),
        "next_url": url_of_step(form.draft.id, path.next or last, back=True),
        "back_url": url_of_step(form.draft.id, last),
        "print_url": reverse("procedures:print", args=[form.draft.id]),
        "keeping": describe_keeping(request, form) if path.complete and not errors else None,
    }


def describe_parts(form: OpenForm, lang: str, *, links: bool = True) -> list[dict[str, Any]]:
    """The answers in words, step by step and item by item."""
    parts = []
    described = describe(form.compiled, form.content.answers, form.context, lang)
    for number, found in enumerate(described, 1):
        url = place_url(form.draft.id, Place(found.step_id, found.item), back=True)
        rows = [
            {
                "label": row.label,
                "lines": row.lines,
                "change_href": f"{url}#{field_id(row.question_id)}" if links else "",
            }
            for row in found.rows
        ]
        if rows:
            parts.append({"id": f"part-{number}", "title": found.title, "rows": rows})
    return parts


def _summarise(form: OpenForm, errors: tuple[AnswerError, ...], lang: str) -> list[dict[str, str]]:
    """Errors on the review lead to their page."""
    return [
        {
            "href": place_url(form.draft.id, Place(one.step, one.item), back=True)
            + f"#{field_id(one.field)}",
            "text": one.message.pick(lang),
        }
        for one in errors
    ]
