# SPDX-License-Identifier: Apache-2.0
"""Where does a page of the form lie, and which page comes next?"""

from typing import Any
from uuid import UUID

from django.urls import reverse

from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.rules.content import Place
from madoguchi.kernel.definition.results import Path, PathStep
from madoguchi.platform.screens.wording import say

REVIEW = "review"


def place_url(draft_id: UUID, place: Place, *, back: bool = False) -> str:
    """The address of a page of the form; ``back`` returns to the review afterwards."""
    if place.item is None:
        url = reverse("procedures:step", args=[draft_id, place.step])
    else:
        url = reverse("procedures:item", args=[draft_id, place.step, place.item])
    return f"{url}?back={REVIEW}" if back else url


def review_url(draft_id: UUID) -> str:
    """The address of the review."""
    return reverse("procedures:review", args=[draft_id])


def url_of_step(draft_id: UUID, step: PathStep | None, *, back: bool = False) -> str:
    """The address of a step; of the review where there is none."""
    if step is None:
        return review_url(draft_id)
    return place_url(draft_id, Place(step.id), back=back)


def url_after(form: OpenForm, path: Path, place: Place, *, back: bool) -> str:
    """Where a page that was kept leads: stops first, then the list of items, then onwards."""
    draft_id = form.draft.id
    if path.ending is not None:
        return reverse("procedures:ending", args=[draft_id])
    if place.item is not None:
        return place_url(draft_id, Place(place.step), back=back)
    if back:
        return url_of_step(draft_id, path.next, back=True)
    return url_of_step(draft_id, path.after(place.step))


def url_before(form: OpenForm, path: Path, place: Place, *, back: bool) -> str:
    """Where 前へ戻る leads."""
    if place.item is not None and path_has_items(form, place.step):
        return place_url(form.draft.id, Place(place.step), back=back)
    if back:
        return review_url(form.draft.id)
    before = path.before(place.step)
    if before is None:
        return reverse("procedures:intro", args=[form.revision.procedure_id])
    return url_of_step(form.draft.id, before)


def path_has_items(form: OpenForm, step: str) -> bool:
    """Whether a repeating step has items already."""
    return bool(form.content.answers.get(step))


def url_to_go_on(form: OpenForm, path: Path) -> str:
    """Where a draft is continued: at its ending, the first open page, or the review."""
    if form.content.moved:
        return reverse("procedures:moved", args=[form.draft.id])
    if path.ending is not None:
        return reverse("procedures:ending", args=[form.draft.id])
    return url_of_step(form.draft.id, path.next)


def draw_steps(path: Path, lang: str, *, current: str) -> list[dict[str, Any]]:
    """The steps navigation, with the review at its end."""
    steps: list[dict[str, Any]] = [
        {
            "title": step.step.title.pick(lang),
            "state": "done" if step.done and step.id != current else "",
            "current": step.id == current,
        }
        for step in path.steps
    ]
    review = say("procedures.form.review_step", lang)
    return [*steps, {"title": review, "state": "", "current": current == REVIEW}]


def number_of(path: Path, step: str) -> int:
    """The page's number, from 1; the review comes after the steps."""
    ids = [one.id for one in path.steps]
    return ids.index(step) + 1 if step in ids else len(ids) + 1
