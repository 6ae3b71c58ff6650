# SPDX-License-Identifier: Apache-2.0
"""One small form that acts on a case: shown, refused with everything typed kept, or done."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import VIEW
from madoguchi.engines.cases.web.reading import open_for_form
from madoguchi.engines.cases.web.verbs import VERBS, Order, Verb
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import NotAllowed, NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field with what was typed and what is wrong with it."""

    name: str
    kind: str
    label: str
    hint: str
    value: str
    error: str
    required: bool
    options: list[tuple[str, str]] | None


@staff_may(VIEW)
@require_http_methods(["GET", "POST"])
def small_form(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Show the form of a verb, or do it."""
    found = VERBS.get(verb)
    if found is None:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    actor = actor_on(request)
    case = open_for_form(request, number, form=verb)
    if request.method == "GET":
        return _page(request, case, found, {}, {}, None)
    values, errors = read_fields(request, found)
    if errors:
        return _page(request, case, found, values, errors, None)
    return _do(request, case, found, values, actor)


def _do(
    request: HttpRequest, case: Case, verb: Verb, values: dict[str, Any], actor: Actor
) -> HttpResponse:
    lang = lang_of(request)
    order = Order(case, values, actor, now(), posted_version(request))
    try:
        verb.run(order)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _page(request, case, verb, values, {}, refusal)
    messages.success(request, say(f"cases.did.{verb.key}", lang))
    return redirect(case_url(case))


def posted_version(request: HttpRequest) -> int | None:
    """The version of the case that the page was made from."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None


def case_url(case: Case) -> str:
    """The address of the case page."""
    return f"/cases/{quote(case.number)}/"


def read_fields(request: HttpRequest, verb: Verb) -> tuple[dict[str, Any], dict[str, str]]:
    """The posted values, and a sentence for each that cannot be used."""
    lang = lang_of(request)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in verb.fields:
        typed = request.POST.get(field.name, "").strip()
        values[field.name] = typed
        if not typed:
            if field.required:
                errors[field.name] = say("cases.error.required", lang)
        elif field.kind == "date":
            try:
                values[field.name] = parse_date(typed)
            except Refusal as refusal:
                errors[field.name] = refusal.message.pick(lang)
        elif field.kind == "number" and not (typed.isascii() and typed.isdigit()):
            errors[field.name] = say("cases.error.number", lang)
    return values, errors


def _page(
    request: HttpRequest,
    case: Case,
    verb: Verb,
    values: dict[str, Any],
    errors: dict[str, str],
    refusal: Refusal | None,
) -> HttpResponse:
    lang = lang_of(request)
    case.refresh_from_db(fields=["version", "state"])
    shown = {
        "case": case,
        "verb": verb,
        "title": say(f"cases.do.{verb.key}", lang),
        "explain": say(f"cases.explain.{verb.key}", lang),
        "fields": [_shown(field, case, values, errors, lang) for field in verb.fields],
        "errors": [{"href": f"#{name}", "text": words} for name, words in errors.items()],
        "refusal": refusal,
        "case_url": case_url(case),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "cases/small_form.html", shown, status=status)


def _shown(
    field: Any, case: Case, values: dict[str, Any], errors: dict[str, str], lang: str
) -> ShownField:
    value = values.get(field.name, "")
    shown = ShownField(
        name=field.name,
        kind=field.kind,
        label=say(f"cases.field.{field.name}", lang),
        hint=say(field.hint, lang) if field.hint else "",
        value=value.isoformat() if hasattr(value, "isoformat") else str(value),
        error=errors.get(field.name, ""),
        required=field.required,
        options=None,
    )
    return replace(shown, options=field.options(case)) if field.options else shown
