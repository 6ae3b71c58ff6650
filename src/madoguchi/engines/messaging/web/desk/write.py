# SPDX-License-Identifier: Apache-2.0
"""Staff write a notice: words in each language with what is hard to read beside them, and how it goes out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.engines.messaging.commands.write_notice import rewrite_notice, write_notice
from madoguchi.engines.messaging.models import DISASTER, Notice, Topic
from madoguchi.engines.messaging.policy import ALARM, WRITE, check_may
from madoguchi.engines.messaging.queries.desk import get_desk_notice, writing_sections
from madoguchi.engines.messaging.queries.templates import approved_of, list_templates
from madoguchi.engines.messaging.rules.chain import CHANNELS
from madoguchi.engines.messaging.rules.refusals import NotToBeChanged
from madoguchi.engines.messaging.web.desk.findings import by_field
from madoguchi.engines.messaging.web.desk.frame import (
    channel_name,
    crumbs,
    name_of,
    page,
    section_name,
    subject_of,
    who,
)
from madoguchi.engines.messaging.web.desk.notice_form import (
    LANGUAGES,
    LEVELS,
    PARTS,
    Typed,
    form_of,
    read_form,
)
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.wording import say


@visiting_staff_may(WRITE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """お知らせを書く."""
    return _new(request, alarm=False)


@visiting_staff_may(ALARM)
@require_http_methods(["GET", "POST"])
def alarm(request: HttpRequest) -> HttpResponse:
    """災害のお知らせを書く: at least two languages, sent to all at once."""
    return _new(request, alarm=True)


def _new(request: HttpRequest, *, alarm: bool) -> HttpResponse:
    actor, at, lang = who(request)
    sections = writing_sections(actor, ALARM if alarm else WRITE)
    if not sections:
        check_may(actor, "", ALARM if alarm else WRITE)
    values = _choices(sections, lang, alarm=alarm)
    if request.method != "POST":
        chosen = request.GET.get("template", "")
        typed = form_of(_words_of(chosen), None, None)
        values |= {"template": chosen, "topic": _topic_of(chosen), "section": sections[0],
                   "token": str(new_id())}  # fmt: skip
        return _form(request, typed, values, None)
    typed = read_form(request.POST, lang)
    values |= {
        name: request.POST.get(name, "") for name in ("topic", "section", "template", "token")
    }
    if request.POST.get("do") == "check" or typed.errors:
        return _form(request, typed, values, None)
    try:
        made = write_notice(
            key=f"desk:{values['token'][:40]}", lane="disaster" if alarm else "bulk",
            topic=values["topic"], section=values["section"], texts=typed.texts,
            manner=typed.manner, template=values["template"][:60], actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, typed, values, refusal)
    return redirect("messaging:desk-audience", made.id)


@visiting_staff_may(WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Change the words of a draft."""
    actor, at, lang = who(request)
    notice, plan = get_desk_notice(notice_id, actor)
    alarm = notice.lane == DISASTER
    check_may(actor, notice.section, ALARM if alarm else WRITE)
    if notice.state != "draft":
        raise NotToBeChanged(state=notice.get_state_display())
    values: dict[str, Any] = {"alarm": alarm, "notice": notice, **_about(notice, lang)}
    if request.method != "POST":
        return _form(request, form_of(notice.texts, notice, plan), values, None)
    typed = read_form(request.POST, lang)
    if request.POST.get("do") == "check" or typed.errors:
        return _form(request, typed, values, None)
    try:
        rewrite_notice(
            notice_id=notice_id, texts=typed.texts, manner=typed.manner, actor=actor, at=at
        )
    except Refusal as refusal:
        return _form(request, typed, values, refusal)
    messages.success(request, say("messaging.desk.saved", lang))
    return redirect("messaging:desk-notice", notice_id)


def _about(notice: Notice, lang: str) -> dict[str, str]:
    return {"subject": subject_of(notice, lang), "topic_name": name_of(notice.topic.title, lang)}


def _choices(sections: list[str], lang: str, *, alarm: bool) -> dict[str, Any]:
    topics = Topic.objects.filter(is_active=True)
    topics = topics.filter(way="always") if alarm else topics.exclude(way="always")
    templates = [
        one
        for one in list_templates()
        if approved_of(one) and (one.topic.way == "always") == alarm and not _asks_person(one)
    ]
    return {
        "alarm": alarm,
        "notice": None,
        "topics": [(one.key, name_of(one.title, lang)) for one in topics],
        "sections": [(one, section_name(one, lang)) for one in sections],
        "templates": [(one.key, name_of(one.title, lang)) for one in templates],
    }


def _asks_person(template: Any) -> bool:
    """Whether a template speaks of one person; such a one is sent by the product itself."""
    revision = approved_of(template)
    return revision is not None and any(one.get("personal") for one in revision.variables)


def _words_of(key: str) -> Mapping[str, Mapping[str, Any]]:
    for one in list_templates():
        revision = approved_of(one)
        if one.key == key and revision is not None:
            return dict(revision.variants)
    return {}


def _topic_of(key: str) -> str:
    found = list_templates().filter(key=key).first()
    return found.topic.key if found else ""


def _form(
    request: HttpRequest, typed: Typed, values: dict[str, Any], refusal: Refusal | None
) -> HttpResponse:
    _, _, lang = who(request)
    findings = by_field(typed.texts or _texts_shown(typed), lang)
    notice: Notice | None = values.get("notice")
    title = say("messaging.desk.alarm" if values["alarm"] else "messaging.desk.new", lang)
    if notice is not None:
        title = say("messaging.desk.edit", lang)
    shown = {
        **values,
        "title": title,
        "crumbs": crumbs(lang, Crumb(title)),
        "tongues": [_language(one, typed, findings, lang, alarm=values["alarm"])
                      for one in LANGUAGES],
        "typed": typed.fields,
        "errors": typed.errors,
        "problems": [{"href": f"#{name}", "text": text} for name, text in typed.errors.items()],
        "checked": request.method == "POST",
        "channels": [
            {"value": one, "label": channel_name(one, lang)} for one in CHANNELS
        ],
        "chosen": typed.channels,
        "levels": [(one, say(f"messaging.level.{one}", lang)) for one in LEVELS],
        "back": reverse("messaging:desk"),
    }  # fmt: skip
    return page(request, "write", shown, refusal)


def _texts_shown(typed: Typed) -> dict[str, dict[str, str]]:
    return {
        one: {part: typed.fields[f"{part}_{one}"] for part in PARTS}
        for one in LANGUAGES
        if typed.fields[f"text_{one}"]
    }


def _language(
    one: str, typed: Typed, findings: Mapping[str, Any], lang: str, *, alarm: bool
) -> dict[str, Any]:
    return {
        "key": one,
        "name": say(f"messaging.language.{one}", lang),
        "needed": one == "ja" or (alarm and one == "easy"),
        "fields": {
            part: {
                "name": f"{part}_{one}",
                "value": typed.fields[f"{part}_{one}"],
                "error": typed.errors.get(f"{part}_{one}", ""),
                "findings": findings.get(f"{part}_{one}", []),
                "most": PARTS[part],
            }
            for part in PARTS
        },
        "open": one != "en" or bool(typed.fields["text_en"]),
    }
