# SPDX-License-Identifier: Apache-2.0
"""What am I told, how, and where? The preference centre (受け取り方の設定)."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.messaging.commands.add_address import add_address
from madoguchi.engines.messaging.commands.choose_topics import choose_topic
from madoguchi.engines.messaging.commands.end_address import remove_address
from madoguchi.engines.messaging.commands.set_manner import set_manner, tell_traits
from madoguchi.engines.messaging.commands.tell_person import tell_person
from madoguchi.engines.messaging.commands.verify_address import (
    ask_for_code,
    send_code,
    verify_address,
)
from madoguchi.engines.messaging.models import Topic
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.queries.inbox import choices_of
from madoguchi.engines.messaging.rules.preferences import (
    is_channel_on,
    is_topic_on,
    read_months,
    read_quiet,
)
from madoguchi.engines.messaging.rules.refusals import AddressUnknown
from madoguchi.engines.messaging.web.citizen.frame import name_of, refused, who
from madoguchi.engines.messaging.web.citizen.settings_shown import CHANNELS, settings_values
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import LANGUAGES, text
from madoguchi.platform.screens.policies import signed_in
from madoguchi.platform.screens.wording import get_text, say

_logger = logging.getLogger(__name__)
VERBS = ("topics", "manner", "areas", "children", "add", "code", "prove", "remove", "try")


@signed_in
@never_cache
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request, None)


@signed_in
@require_POST
def change(request: HttpRequest, verb: str) -> HttpResponse:
    """One of its forms."""
    actor, _, lang = who(request)
    if verb not in VERBS:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    try:
        told = _DO[verb](request, actor, lang)
    except Refusal as refusal:
        return _page(request, refusal)
    messages.success(request, say(f"messaging.settings.did_{told}", lang))
    return redirect(f"{request.path.rsplit('/', 2)[0]}/")


def _page(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    actor, _, lang = who(request)
    values = {**settings_values(actor.ref, lang), "refused": refused(refusal, lang)}
    values["typed"] = {name: request.POST.get(name, "") for name in ("channel", "address")}
    status = refusal.status if refusal is not None else 200
    return render(request, "messaging/citizen/settings.html", values, status=status)


def _topics(request: HttpRequest, actor: Actor, lang: str) -> str:
    """Write down what changed, topic by topic, each with the words that were shown."""
    at = now()
    choices = choices_of(actor.ref)
    ticked, channels = set(request.POST.getlist("topic")), set(request.POST.getlist("channel"))
    for topic in Topic.objects.filter(is_active=True):
        name = name_of(topic.title, lang)
        wanted = topic.key in ticked or topic.way == "always"
        if wanted != is_topic_on(topic.way, choices.get((topic.key, ""))):
            words = say("messaging.settings.topic_words", lang, topic=name)
            choose_topic(party_ref=actor.ref, topic=topic.key, is_on=wanted, words=words,
                         actor=actor, at=at)  # fmt: skip
        for channel in CHANNELS:
            on = f"{topic.key}:{channel}" in channels
            if on != is_channel_on(choices.get((topic.key, channel))):
                words = say("messaging.settings.channel_words", lang, topic=name,
                            channel=say(f"messaging.channel.{channel}", lang))  # fmt: skip
                choose_topic(party_ref=actor.ref, topic=topic.key, channel=channel, is_on=on,
                             words=words, actor=actor, at=at)  # fmt: skip
    return "saved"


def _manner(request: HttpRequest, actor: Actor, _: str) -> str:
    at = now()
    language = request.POST.get("language", "ja")
    set_manner(
        party_ref=actor.ref, language=language if language in LANGUAGES else "ja",
        quiet=read_quiet(request.POST.get("quiet_from", ""), request.POST.get("quiet_until", "")),
        digest="weekly" if request.POST.get("digest") else "", actor=actor, at=at,
    )  # fmt: skip
    return "saved"


def _areas(request: HttpRequest, actor: Actor, lang: str) -> str:
    at = now()
    known = {one.code for one in pack_in_use().areas}
    codes = [one for one in dict.fromkeys(request.POST.getlist("areas")) if one in known][:20]
    tell_traits(party_ref=actor.ref, kind="area", values=codes,
                words=say("messaging.settings.area_consent", lang), actor=actor, at=at)  # fmt: skip
    return "saved"


def _children(request: HttpRequest, actor: Actor, lang: str) -> str:
    """Months of birth only with the consent ticked; without it what was told is taken back."""
    at = now()
    months = read_months(request.POST.getlist("month")) if request.POST.get("consent") else ()
    tell_traits(party_ref=actor.ref, kind="child", values=months,
                words=say("messaging.settings.child_consent", lang), actor=actor, at=at)  # fmt: skip
    return "saved"


def _add(request: HttpRequest, actor: Actor, lang: str) -> str:
    at = now()
    channel = request.POST.get("channel", "")
    channel = channel if channel in {"email", "sms"} else "email"
    row = add_address(party_ref=actor.ref, channel=channel, address=request.POST.get("address", ""),
                      actor=actor, at=at, language=lang)  # fmt: skip
    return "known" if row.state == "active" else _send(row.id)


def _code(request: HttpRequest, actor: Actor, _: str) -> str:
    at = now()
    row = ask_for_code(address_id=_id(request), party_ref=actor.ref, actor=actor, at=at)
    return _send(row.id)


def _send(address_id: UUID) -> str:
    """Send the code; the page says so where no provider takes it now."""
    at = now()
    try:
        sent = send_code(address_id=address_id, actor=SYSTEM, at=at)
    except Exception as error:  # noqa: BLE001 - a provider may break in any way; the page goes on
        _logger.warning("a code was not sent: %s", type(error).__name__)
        sent = False
    return "code" if sent else "no_code"


def _prove(request: HttpRequest, actor: Actor, _: str) -> str:
    at = now()
    verify_address(address_id=_id(request), party_ref=actor.ref,
                   code=request.POST.get("code", "")[:20], actor=actor, at=at)  # fmt: skip
    return "proven"


def _remove(request: HttpRequest, actor: Actor, _: str) -> str:
    at = now()
    remove_address(address_id=_id(request), party_ref=actor.ref, actor=actor, at=at)
    return "removed"


def _try(_request: HttpRequest, actor: Actor, _: str) -> str:
    """A message to oneself over the chain that one has chosen."""
    at = now()
    topic = Topic.objects.filter(is_active=True, way__in=("told", "always")).first()
    if topic is None:
        return "no_code"
    texts: dict[str, dict[str, Any]] = {
        language: {
            "subject": get_text("messaging.trial.subject").pick(language),
            "text": get_text("messaging.trial.text").pick(language),
            "short": get_text("messaging.trial.subject").pick(language),
        }
        for language in LANGUAGES
    }
    tell_person(key=f"trial:{new_id()}", party_ref=actor.ref, topic=topic.key, texts=texts,
                link="/my/messages/", is_quiet=False, actor=SYSTEM, at=at)  # fmt: skip
    return "tried"


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        raise AddressUnknown from None


_DO = {
    "topics": _topics, "manner": _manner, "areas": _areas, "children": _children, "add": _add,
    "code": _code, "prove": _prove, "remove": _remove, "try": _try,
}  # fmt: skip
