# SPDX-License-Identifier: Apache-2.0
"""Staff write versions of templates, see what is hard to read, and approve those of others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.messaging.commands.write_template import (
    approve_template,
    drop_template,
    write_template,
)
from madoguchi.engines.messaging.models import Template, TemplateRevision
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.policy import APPROVE, VIEW, WRITE
from madoguchi.engines.messaging.queries.templates import (
    approved_of,
    draft_of,
    get_template,
    list_templates,
)
from madoguchi.engines.messaging.rules.notice_refusals import TemplateMoved
from madoguchi.engines.messaging.rules.read_words import count_blocking
from madoguchi.engines.messaging.rules.template import Template as TemplateRules
from madoguchi.engines.messaging.rules.template import Variable, Variant
from madoguchi.engines.messaging.web.desk.findings import by_field
from madoguchi.engines.messaging.web.desk.frame import crumbs, name_of, page, who
from madoguchi.engines.messaging.web.desk.notice_form import LANGUAGES, PARTS
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.wording import say

TONES = {"draft": ("lamp", "edit"), "approved": ("ok", "done"), "dropped": ("quiet", "close")}


@visiting_staff_may(VIEW)
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """ひな形の一覧."""
    _, _, lang = who(request)
    rows = [
        {
            "title": name_of(one.title, lang),
            "url": reverse("messaging:desk-template", args=[one.key]),
            "topic": name_of(one.topic.title, lang),
            "approved": found.number if (found := approved_of(one)) else None,
            "languages": "・".join(say(f"messaging.language.{key}", lang) for key in LANGUAGES
                                  if found and key in found.variants),
            "draft": draft.number if (draft := draft_of(one)) else None,
        }
        for one in list_templates()
    ]  # fmt: skip
    title = say("messaging.templates.title", lang)
    return page(request, "templates", {"crumbs": crumbs(lang, Crumb(title)), "rows": rows})


@visiting_staff_may(VIEW)
@require_http_methods(["GET"])
def template(request: HttpRequest, key: str) -> HttpResponse:
    """One template: its words with what is hard to read, its versions."""
    return _page(request, get_template(key), None, None)


@visiting_staff_may(WRITE)
@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Look at the words, or keep them as the draft of the next version."""
    actor, at, lang = who(request)
    found = get_template(key)
    wanted = _read(request, _base(found))
    if request.POST.get("do") == "check":
        return _page(request, found, wanted, None)
    try:
        write_template(key=key, wanted=wanted, actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, found, wanted, refusal)
    messages.success(request, say("messaging.templates.saved", lang))
    return redirect("messaging:desk-template", key)


@visiting_staff_may(VIEW)
@require_POST
def decide(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Approve a draft of somebody else, or drop it; the commands ask who may."""
    actor, at, lang = who(request)
    verbs = {"approve": approve_template, "drop": drop_template}
    if verb not in verbs:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    written = request.POST.get("number", "")
    try:
        if not (written.isascii() and written.isdigit() and len(written) < 7):
            raise TemplateMoved
        verbs[verb](key=key, number=int(written), actor=actor, at=at)
    except Refusal as refusal:
        return _page(request, get_template(key), None, refusal)
    messages.success(request, say(f"messaging.templates.did_{verb}", lang))
    return redirect("messaging:desk-template", key)


def _base(found: Template) -> TemplateRevision | None:
    return draft_of(found) or approved_of(found)


def _read(request: HttpRequest, base: TemplateRevision | None) -> TemplateRules:
    """The words of the form; variables are those of the version that it began from."""
    variants: dict[Any, Variant] = {}
    for one in LANGUAGES:
        words = {
            part: normalise(
                request.POST.get(f"{part}_{one}", "")[: most * 2], multiline=part == "text"
            ).strip()
            for part, most in PARTS.items()
        }
        if one == "ja" or any(words.values()):
            variants[one] = Variant(**words)
    variables = tuple(Variable(**one) for one in base.variables) if base else ()
    return TemplateRules(variants, variables)


def _page(
    request: HttpRequest,
    found: Template,
    wanted: TemplateRules | None,
    refusal: Refusal | None,
) -> HttpResponse:
    actor, _, lang = who(request)
    base, draft = _base(found), draft_of(found)
    shown = wanted or (base.read() if base else TemplateRules({"ja": Variant("", "")}))
    texts: dict[str, dict[str, Any]] = {one: {part: getattr(words, part) for part in PARTS}
             for one, words in shown.variants.items()}  # fmt: skip
    findings = by_field(texts, lang)
    title = name_of(found.title, lang)
    here = say("messaging.templates.title", lang)
    values: dict[str, Any] = {
        "template": found,
        "title": title,
        "topic": name_of(found.topic.title, lang),
        "crumbs": crumbs(lang, Crumb(here, reverse("messaging:desk-templates")), Crumb(title)),
        "variables": [
            {"place": "{" + one.name + "}", "label": one.label or one.name,
             "kind": say(f"messaging.kind.{one.kind}", lang), "personal": one.personal}
            for one in shown.variables
        ],
        "tongues": [
            {"key": one, "name": say(f"messaging.language.{one}", lang), "needed": one == "ja",
             "open": one != "en" or one in texts,
             "fields": {
                 part: {"name": f"{part}_{one}", "value": texts.get(one, {}).get(part, ""),
                        "findings": findings.get(f"{part}_{one}", []), "most": most, "error": ""}
                 for part, most in PARTS.items()}}
            for one in LANGUAGES
        ],
        "draft": draft,
        "blocking": count_blocking(draft.variants, pack_in_use().gate()) if draft else 0,
        "revisions": [_revision(found, one, lang) for one in found.revisions.all()[:20]],
        "may_write": WRITE, "own": draft is not None and draft.made_by_ref == actor.ref,
        "approve": APPROVE,
        "checked": wanted is not None,
    }  # fmt: skip
    return page(request, "template", values, refusal)


def _revision(found: Template, one: TemplateRevision, lang: str) -> dict[str, Any]:
    tone, icon = TONES[one.state]
    return {
        "number": one.number,
        "state": {
            "tone": tone,
            "icon": icon,
            "text": say(f"messaging.templates.{one.state}", lang),
        },
        "made_at": one.made_at,
        "approved_at": one.approved_at,
        "preview": reverse("messaging:desk-template-preview", args=[found.key, one.number]),
    }
