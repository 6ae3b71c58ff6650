# SPDX-License-Identifier: Apache-2.0
"""May answers be kept for later forms? Asked before sending, purpose by purpose, off until ticked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from madoguchi.engines.procedures.commands.change_profile import keep_answers
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.queries.profile import open_profile
from madoguchi.engines.procedures.queries.vocabulary import current_vocabulary
from madoguchi.engines.procedures.rules.offers import answered_of, may_offer
from madoguchi.engines.procedures.rules.profile import (
    MANY,
    PURPOSES,
    Answered,
    Origin,
    purpose_of,
)
from madoguchi.engines.procedures.web.keeper import keeper_of
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.prune import prune
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say


def describe_keeping(request: HttpRequest, form: OpenForm) -> dict[str, Any] | None:
    """The question under the review; None for guests, for others, and where nothing fits."""
    keeper, found = keeper_of(request), _found(form)
    if keeper is None or not found:
        return None
    lang, consents = lang_of(request), open_profile(keeper).profile.consents
    purposes = [
        {
            "value": purpose,
            "label": say(f"procedures.keep.{purpose}", lang),
            "note": _name_facts(found, purpose, lang),
            "checked": purpose in consents,
        }
        for purpose in PURPOSES
        if _facts_of(found, purpose)
    ]
    return {"purposes": purposes, "profile_url": reverse("procedures:profile")}


def keep_from(request: HttpRequest, form: OpenForm, row: Submission, *, at: datetime) -> None:
    """Keep what was ticked; the application is filed already, whatever becomes of this."""
    keeper, purposes = keeper_of(request), request.POST.getlist("keep")
    found = _found(form) if keeper and purposes and row.draft_id == form.draft.id else ()
    if keeper is None or not found:
        return
    lang = lang_of(request)
    origin = Origin(
        kind="filed",
        on=today(at),
        title=form.compiled.definition.title,
        number=row.receipt_number,
    )
    try:
        left_out = keep_answers(
            keeper=keeper, found=found, purposes=purposes, origin=origin,
            actor=actor_on(request), at=at,
        )  # fmt: skip
    except Refusal as refusal:
        messages.warning(request, refusal.message.pick(lang))
        return
    if left_out:
        messages.warning(request, say("procedures.keep.left_out", lang, count=left_out))
    messages.success(request, say("procedures.keep.kept", lang))


def _found(form: OpenForm) -> Sequence[Answered]:
    if not may_offer(form.compiled.definition, form.content.answers):
        return ()
    answers = prune(form.compiled, form.content.answers, form.context, final=True)
    known = current_vocabulary().types
    found = []
    for one in answered_of(form.compiled, answers):
        values = {fact: kept for fact, kept in one.values.items() if known.get(fact) == kept[0]}
        if values:
            found.append(Answered(one.kind, values))
    return found


def _facts_of(found: Sequence[Answered], purpose: str) -> list[str]:
    return [
        fact
        for one in found
        for fact, (type_, _) in one.values.items()
        if purpose_of(fact, type_) == purpose
    ]


def _name_facts(found: Sequence[Answered], purpose: str, lang: str) -> str:
    """お名前、住所; of children and members how many there are."""
    words = current_vocabulary()
    names = [
        words.label(fact, lang)
        for one in found
        if one.kind not in MANY
        for fact in _facts_of([one], purpose)
    ]
    for kind in sorted(MANY):
        count = sum(one.kind == kind and bool(_facts_of([one], purpose)) for one in found)
        if count:
            names.append(say(f"procedures.keep.count.{kind}", lang, count=count))
    return (", " if lang == "en" else "、").join(dict.fromkeys(names))
