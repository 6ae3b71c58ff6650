# SPDX-License-Identifier: Apache-2.0
"""Staff see a notice or a template as a reader sees it, in each language and over each channel."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.messaging.policy import VIEW
from madoguchi.engines.messaging.queries.desk import get_desk_notice
from madoguchi.engines.messaging.queries.templates import get_template
from madoguchi.engines.messaging.rules.chain import SHORT
from madoguchi.engines.messaging.rules.notice_refusals import TemplateUnknown
from madoguchi.engines.messaging.rules.template import (
    Template,
    Value,
    Variant,
    Written,
    read_value,
    sample_values,
    write,
)
from madoguchi.engines.messaging.web.desk.frame import (
    CHANNEL_KEYS,
    channel_name,
    crumbs,
    name_of,
    notice_url,
    page,
    subject_of,
    who,
)
from madoguchi.engines.messaging.web.desk.notice_form import LANGUAGES
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.wording import say


@visiting_staff_may(VIEW)
@require_GET
def notice_preview(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A notice as its readers get it."""
    actor, _, lang = who(request)
    found, _ = get_desk_notice(notice_id, actor)
    template = Template(
        {one: Variant(**{part: str(words.get(part, "")) for part in ("subject", "text", "short")})
         for one, words in found.texts.items()}
    )  # fmt: skip
    language, channel = _asked(request)
    subject = subject_of(found, lang)
    title = say("messaging.desk.preview", lang)
    shown = {
        "crumbs": crumbs(lang, Crumb(subject, notice_url(found)), Crumb(title)),
        "title": subject,
        "written": _plain(template, language, channel, found.link),
        "fields": [],
    }
    return _page(request, shown, language, channel, None)


@visiting_staff_may(VIEW)
@require_GET
def template_preview(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """A version of a template with made-up values, or with those typed."""
    _, _, lang = who(request)
    found = get_template(key)
    revision = next((one for one in found.revisions.all() if one.number == version), None)
    if revision is None:
        raise TemplateUnknown
    template, (language, channel) = revision.read(), _asked(request)
    refusal, written, values = None, None, sample_values(template)
    try:
        values = _typed(request, template, values)
        written = write(template, values, language=language, channel=channel, link="/")
    except Refusal as wrong:
        refusal = wrong
    title = name_of(found.title, lang)
    shown = {
        "crumbs": crumbs(
            lang,
            Crumb(say("messaging.templates.title", lang), reverse("messaging:desk-templates")),
            Crumb(title, reverse("messaging:desk-template", args=[key])),
            Crumb(say("messaging.desk.preview", lang)),
        ),
        "title": title,
        "written": written,
        "fields": [
            {"name": f"v-{one.name}", "label": one.label or one.name,
             "value": request.GET.get(f"v-{one.name}", str(values.get(one.name, "")))}
            for one in template.variables
        ],
    }  # fmt: skip
    return _page(request, shown, language, channel, refusal)


def _plain(template: Template, language: str, channel: str, link: str) -> Written:
    """Literal words: nothing in them is a place to be filled."""
    found, variant = template.choose(language)
    if channel in SHORT:
        return Written(found, variant.short or variant.subject, "", link)
    return Written(found, variant.subject, variant.text, link)


def _typed(request: HttpRequest, template: Template, samples: dict[str, Value]) -> dict[str, Value]:
    values = dict(samples)
    for one in template.variables:
        typed = request.GET.get(f"v-{one.name}")
        if typed is not None:
            values[one.name] = read_value(one, typed[:200])
    return values


def _asked(request: HttpRequest) -> tuple[str, str]:
    language, channel = request.GET.get("language", "ja"), request.GET.get("channel", "email")
    return (
        language if language in LANGUAGES else "ja",
        channel if channel in CHANNEL_KEYS else "email",
    )


def _page(
    request: HttpRequest,
    values: dict[str, Any],
    language: str,
    channel: str,
    refusal: Refusal | None,
) -> HttpResponse:
    _, _, lang = who(request)
    shown = {
        **values,
        "language": language,
        "channel": channel,
        "tongues": [(one, say(f"messaging.language.{one}", lang)) for one in LANGUAGES],
        "channels": [(one, channel_name(one, lang)) for one in CHANNEL_KEYS],
        "is_short": channel in SHORT,
        "fell_back": values["written"] is not None and values["written"].language != language,
    }
    return page(request, "preview", shown, refusal)
