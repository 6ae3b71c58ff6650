# SPDX-License-Identifier: Apache-2.0
"""Taking one item out of a repeating step: asked first, then done."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.rules.content import Place, is_stale, remove_item
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, words_of
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for
from madoguchi.engines.procedures.web.places import place_url
from madoguchi.engines.procedures.web.showing import title_of_item
from madoguchi.engines.procedures.web.step import GUARD
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say


@open_to_all(GUARD)
@never_cache
def remove(request: HttpRequest, draft_id: UUID, step_id: str, item: int) -> HttpResponse:
    """Take an item out; where another tab has changed the list meanwhile, ask again."""
    at = now()
    try:
        form = open_for(request, draft_id, at=at)
    except Elsewhere as elsewhere:
        return elsewhere.response
    place, found = Place(step_id, item), form.compiled.by_step.get(step_id)
    back_url = place_url(draft_id, Place(step_id))
    items = form.content.answers.get(step_id) or []
    if found is None or not found.repeats or item >= len(items):
        return HttpResponseRedirect(reverse("procedures:go-on", args=[draft_id]))
    if request.method == "POST" and not is_stale(form.content, place, _seen(request)):
        content = remove_item(form.content, step_id, item)
        save_draft(
            draft=form.draft, content=content, actor=actor_on(request), at=at,
            revision=form.revision,
        )  # fmt: skip
        return HttpResponseRedirect(f"{back_url}?removed=1")
    lang, procedure = lang_of(request), form.compiled.definition
    values = {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang, last=say("procedures.form.crumb", lang)),
        "help": help_for(procedure, lang),
        "item_title": title_of_item(form, found.step, item, lang),
        "seen": form.content.mark_of(place),
        "keep_url": back_url,
    }
    return render(request, "procedures/remove_item.html", values)


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdigit() and len(seen) < 9 else 0
