# SPDX-License-Identifier: Apache-2.0
"""One page of the form: shown, posted, kept."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.save_draft import save_draft
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.content import Content, Place
from madoguchi.engines.procedures.rules.proving import offer_again
from madoguchi.engines.procedures.rules.refusals import DraftMoved
from madoguchi.engines.procedures.web.browser_key import browser_key_of, remember_browser_key
from madoguchi.engines.procedures.web.opening import Elsewhere, open_for
from madoguchi.engines.procedures.web.places import (
    REVIEW,
    review_url,
    url_after,
    url_of_step,
    url_to_go_on,
)
from madoguchi.engines.procedures.web.posting import Outcome, judge_list, judge_post
from madoguchi.engines.procedures.web.rescuing import rescue_post, restore_typed
from madoguchi.engines.procedures.web.showing import show_items, show_step
from madoguchi.kernel.clock import now
from madoguchi.kernel.definition.acting import STEP_ID as ACTING
from madoguchi.kernel.definition.check_eligibility import check_eligibility
from madoguchi.kernel.definition.find_path import find_path
from madoguchi.platform.files.kinds import WIDEST_RULE
from madoguchi.platform.files.uploads import accepts_uploads
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

GUARD = "a draft opens only with the key that this browser or account holds"
_TRIES = 4


@open_to_all(GUARD)
@accepts_uploads(WIDEST_RULE)
@never_cache
def step(
    request: HttpRequest, draft_id: UUID, step_id: str, item: int | None = None
) -> HttpResponse:
    """A step, or one item of a repeating step."""
    at, place = now(), Place(step_id, item)
    try:
        if request.method == "POST":
            return _post(request, draft_id, place, at)
        return _show(request, draft_id, place, at)
    except Elsewhere as elsewhere:
        return elsewhere.response


@open_to_all(GUARD)
@never_cache
def go_on(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Continue a draft where it was left."""
    try:
        form = open_for(request, draft_id, at=now())
    except Elsewhere as elsewhere:
        return elsewhere.response
    path = find_path(form.compiled, form.content.answers, form.context)
    return HttpResponseRedirect(url_to_go_on(form, path))


def _show(request: HttpRequest, draft_id: UUID, place: Place, at: datetime) -> HttpResponse:
    form = open_for(request, draft_id, at=at)
    if form.content.moved:
        return HttpResponseRedirect(reverse("procedures:moved", args=[draft_id]))
    path = find_path(form.compiled, form.content.answers, form.context)
    found = path.find(place.step)
    ids = [one.id for one in path.steps]
    if found is None or ids.index(place.step) > path.steps_done:
        return HttpResponseRedirect(url_of_step(draft_id, path.next))
    if place.item is not None and not found.repeats:
        return HttpResponseRedirect(url_of_step(draft_id, found))
    if found.repeats and place.item is None:
        return show_items(request, form, path, place)
    count = len(form.content.answers.get(place.step) or ()) if found.repeats else 0
    if found.repeats and (place.item or 0) > count:
        return HttpResponseRedirect(url_of_step(draft_id, found))
    restored = restore_typed(request, draft_id, place, at=at)
    return show_step(request, form, path, place, restored=restored)


def _post(request: HttpRequest, draft_id: UUID, place: Place, at: datetime) -> HttpResponse:
    """Keep a posted page; if another tab saves in the same moment, once more on top of it."""
    uploaded: dict[str, list[dict[str, object]]] = {}
    for _ in range(_TRIES):
        try:
            form = open_for(request, draft_id, at=at)
        except Elsewhere as elsewhere:
            if rescue_post(request, draft_id, place, at=at):
                messages.info(request, say("procedures.form.session_ended", lang_of(request)))
            return elsewhere.response
        if place.item is not None and not _repeats(form, place):
            return HttpResponseRedirect(reverse("procedures:go-on", args=[draft_id]))
        outcome = _judge(request, form, place, uploaded, at)
        if outcome.kept and place.step == ACTING:
            content = offer_again(outcome.content, form.compiled)
            outcome = replace(outcome, content=content)
        try:
            _save(request, form, outcome.content, at)
        except DraftMoved:
            continue
        return _answer(request, form, place, outcome)
    raise DraftMoved


def _repeats(form: OpenForm, place: Place) -> bool:
    step = form.compiled.by_step.get(place.step)
    return step is not None and step.repeats


def _judge(
    request: HttpRequest,
    form: OpenForm,
    place: Place,
    uploaded: dict[str, list[dict[str, object]]],
    at: datetime,
) -> Outcome:
    step_found = form.compiled.by_step.get(place.step)
    if step_found is None:
        return Outcome(form.content, kept=False)
    if step_found.repeats and place.item is None:
        return judge_list(request, form, place, at)
    return judge_post(request, form, place, uploaded, at)


def _save(request: HttpRequest, form: OpenForm, content: Content, at: datetime) -> None:
    save_draft(
        draft=form.draft, content=content, actor=actor_on(request), at=at, revision=form.revision
    )


def _answer(request: HttpRequest, form: OpenForm, place: Place, outcome: Outcome) -> HttpResponse:
    after = form.with_content(outcome.content)
    path = find_path(after.compiled, after.content.answers, after.context)
    if outcome.redraw and path.find(place.step) is not None:
        if place.item is None and path.find(place.step).repeats:  # type: ignore[union-attr]
            return show_items(request, after, path, place, outcome=outcome)
        return show_step(request, after, path, place, outcome=outcome)
    response = HttpResponseRedirect(_next_url(request, after, place, outcome))
    key = browser_key_of(request)
    if key is not None:
        remember_browser_key(response, key)
    return response


def _next_url(request: HttpRequest, form: OpenForm, place: Place, outcome: Outcome) -> str:
    draft_id = form.draft.id
    if outcome.later:
        return reverse("procedures:saved", args=[draft_id])
    if form.content.moved:
        return reverse("procedures:moved", args=[draft_id])
    path = find_path(form.compiled, form.content.answers, form.context)
    if outcome.kept and path.ending is None:
        judged = check_eligibility(form.compiled, form.content.answers, form.context)
        if any(reason.stop for reason in judged.unmet):
            return reverse("procedures:not-eligible", args=[draft_id])
    if outcome.stay:
        return request.get_full_path() + outcome.stay
    if path.find(place.step) is None:
        return url_of_step(draft_id, path.next)
    back = request.POST.get("back") == REVIEW
    return url_after(form, path, place, back=back) if outcome.kept else review_url(draft_id)
