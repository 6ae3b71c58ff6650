# SPDX-License-Identifier: Apache-2.0
"""一度だけ入力: what is kept for later forms, of whom, from where; corrected and removed at will."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands import change_profile as change
from madoguchi.engines.procedures.queries.form import context_at
from madoguchi.engines.procedures.queries.profile import OpenProfile, open_profile
from madoguchi.engines.procedures.queries.vocabulary import (
    QUESTION,
    compile_fact,
    current_vocabulary,
)
from madoguchi.engines.procedures.rules.profile import KeptValue, Person
from madoguchi.engines.procedures.rules.profile_refusals import ValueGone, ValueMovedOn
from madoguchi.engines.procedures.web.drawing import Drawing
from madoguchi.engines.procedures.web.fields import draw_field, field_id
from madoguchi.engines.procedures.web.frame import Crumb
from madoguchi.engines.procedures.web.keeper import VaultKeeper, keeper_of
from madoguchi.engines.procedures.web.offering import name_origin, name_person, show_kept
from madoguchi.engines.procedures.web.opening import unlock_url
from madoguchi.engines.procedures.web.towns import fill_town
from madoguchi.engines.procedures.web.typed import Typed, posted_fields
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.read_step import read_step
from madoguchi.kernel.definition.results import AnswerError, AskedQuestion
from madoguchi.kernel.definition.to_form import fill_form
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, signed_in
from madoguchi.platform.screens.wording import say


@signed_in
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Everything that is kept; with POST one thing is removed."""
    keeper = keeper_of(request)
    if keeper is None:
        return HttpResponseRedirect(unlock_url(reverse("procedures:profile")))
    if request.method == "POST":
        return _remove(request, keeper, at=now())
    lang, opened = lang_of(request), open_profile(keeper)
    values = {
        "crumbs": _crumbs(lang),
        "persons": [_person(one, lang) for one in opened.profile.persons],
        "consents": _consents(opened, lang),
        "locked": opened.locked,
        "stored": opened.version > 0,
        "dropped": len(opened.dropped),
    }
    return render(request, "procedures/profile.html", values)


@signed_in
@never_cache
def value(request: HttpRequest, person_id: str, fact: str) -> HttpResponse:
    """Correct one value by hand."""
    keeper = keeper_of(request)
    if keeper is None:
        return HttpResponseRedirect(unlock_url(request.path))
    opened = open_profile(keeper)
    person = opened.profile.find(person_id)
    kept = person.values.get(fact) if person else None
    if person is None or kept is None:
        if request.method != "POST":
            raise ValueGone
        messages.warning(request, ValueGone().message.pick(lang_of(request)))
        return HttpResponseRedirect(reverse("procedures:profile"))
    if request.method == "POST":
        return _edit(request, keeper, person, fact, kept)
    compiled = compile_fact(fact, kept.type)
    typed = Typed(fill_form(compiled.steps[0], {QUESTION: kept.value}))
    return _page(request, person, fact, kept, typed)


def _edit(
    request: HttpRequest, keeper: VaultKeeper, person: Person, fact: str, kept: KeptValue
) -> HttpResponse:
    at, lang, posted = now(), lang_of(request), posted_fields(request.POST)
    if request.POST.get("look_up"):
        filled, notice = fill_town(posted, QUESTION)
        return _page(request, person, fact, kept, Typed(filled), notice=say(notice, lang))
    compiled = compile_fact(fact, kept.type)
    reading = read_step(compiled, compiled.steps[0].id, posted, {}, context_at(at))
    if reading.errors:
        return _page(request, person, fact, kept, Typed(posted), errors=reading.errors)
    seen = request.POST.get("seen", "")
    try:
        change.edit_value(
            keeper=keeper, person=person.id, fact=fact, value=reading.values[QUESTION],
            seen=int(seen) if seen.isdigit() and len(seen) < 9 else -1,
            actor=actor_on(request), at=at,
        )  # fmt: skip
    except ValueMovedOn as moved:
        return _page(request, person, fact, kept, Typed(posted), refusal=moved)
    except ValueGone as gone:
        messages.warning(request, gone.message.pick(lang))
    except Refusal as refusal:
        return _page(request, person, fact, kept, Typed(posted), refusal=refusal)
    else:
        messages.success(request, say("procedures.profile.saved", lang))
    return HttpResponseRedirect(reverse("procedures:profile"))


def _remove(request: HttpRequest, keeper: VaultKeeper, *, at: datetime) -> HttpResponse:
    actor, post = actor_on(request), request.POST
    person, fact = post.get("person", "")[:64], post.get("fact", "")[:80]
    try:
        if "withdraw" in post:
            purpose = post["withdraw"][:20]
            change.withdraw_consent(keeper=keeper, purpose=purpose, actor=actor, at=at)
        elif "forget" in post:
            change.forget_profile(account=keeper.ref, actor=actor, at=at)
        elif person and fact:
            change.remove_value(keeper=keeper, person=person, fact=fact, actor=actor, at=at)
        elif person:
            change.remove_person(keeper=keeper, person=person, actor=actor, at=at)
    except Refusal as refusal:
        messages.error(request, refusal.message.pick(lang_of(request)))
    else:
        messages.success(request, say("procedures.profile.removed", lang_of(request)))
    return HttpResponseRedirect(reverse("procedures:profile"))


def _page(
    request: HttpRequest, person: Person, fact: str, kept: KeptValue, typed: Typed, *,
    errors: tuple[AnswerError, ...] = (), refusal: Refusal | None = None, notice: str = "",
) -> HttpResponse:  # fmt: skip
    lang, compiled = lang_of(request), compile_fact(fact, kept.type)
    asked = _asked(compiled)
    label = current_vocabulary().label(fact, lang)
    values: dict[str, Any] = {
        "crumbs": _crumbs(lang, label),
        "label": label,
        "person": name_person(person, lang),
        "field": draw_field(asked, Drawing(lang, typed, errors)),
        "errors": [
            {"href": f"#{field_id(one.field)}", "text": one.message.pick(lang)} for one in errors
        ],
        "now": show_kept(fact, kept, lang),
        "origin": name_origin(kept.origin, lang),
        "seen": kept.stamp,
        "refusal": refusal.message.pick(lang) if refusal else "",
        "notice": notice,
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "procedures/profile_value.html", values, status=status)


def _asked(compiled: Compiled) -> AskedQuestion:
    question: Any = compiled.by_question[QUESTION][1].question
    return AskedQuestion(question, ())


def _person(person: Person, lang: str) -> dict[str, Any]:
    words = current_vocabulary()
    return {
        "id": person.id,
        "kind": say(f"procedures.profile.kind.{person.kind}", lang),
        "name": name_person(person, lang),
        "rows": [
            {
                "fact": fact,
                "label": words.label(fact, lang),
                "text": show_kept(fact, kept, lang),
                "origin": name_origin(kept.origin, lang),
                "url": reverse("procedures:profile-value", args=[person.id, fact]),
            }
            for fact, kept in person.values.items()
        ],
    }


def _consents(opened: OpenProfile, lang: str) -> list[dict[str, str]]:
    return [
        {
            "purpose": purpose,
            "label": say(f"procedures.keep.{purpose}", lang),
            "note": say(
                "procedures.profile.agreed",
                lang,
                day=format_date(one.on, lang),
                title=one.title.pick(lang) if one.title else "",
            ),
        }
        for purpose, one in opened.profile.consents.items()
    ]


def _crumbs(lang: str, last: str = "") -> list[Crumb]:
    title = say("procedures.profile.title", lang)
    crumbs = [Crumb(say("procedures.my_data.title", lang), reverse("procedures:my-data"))]
    if not last:
        return [*crumbs, Crumb(title)]
    return [*crumbs, Crumb(title, reverse("procedures:profile")), Crumb(last)]
