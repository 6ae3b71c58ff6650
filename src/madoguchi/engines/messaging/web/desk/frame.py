# SPDX-License-Identifier: Apache-2.0
"""What do the staff pages of messaging share: who asks, refusals in the page, states as tags, uploads?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from madoguchi.engines.messaging.models import BULK, DISASTER, Notice
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.organisation.api import permissions_of
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

STATE_TONES = {
    "draft": ("quiet", "edit"),
    "asked": ("lamp", "stamp"),
    "approved": ("info", "clock"),
    "resolving": ("info", "users"),
    "sending": ("info", "mail"),
    "done": ("ok", "done"),
    "stopped": ("warn", "close"),
}
LANE_TONES = {DISASTER: ("bad", "shelter"), BULK: ("quiet", "megaphone")}
CHANNEL_KEYS = ("line", "webpush", "email", "sms", "letter", "inbox")
MOST_PAGES = 100_000


def who(request: HttpRequest) -> tuple[Actor, datetime, str]:
    """Who asks, when, and in which language they read."""
    return actor_on(request), now(), lang_of(request)


def page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page, with why something was refused on top; what was typed is in ``values``."""
    lang = lang_of(request)
    shown = {**values, "may": permissions_of(actor_on(request).roles), "refused": None}
    if refusal is not None:
        shown["refused"] = {
            "text": refusal.message.pick(lang),
            "next": refusal.next_step.pick(lang) if refusal.next_step else "",
        }
    status = refusal.status if refusal is not None else 200
    return render(request, f"messaging/desk/{template}.html", shown, status=status)


def crumbs(lang: str, *more: Crumb) -> list[Crumb]:
    """The way from the list of notices to this page."""
    return [Crumb(say("messaging.desk.title", lang), reverse("messaging:desk")), *more]


def notice_url(notice: Notice) -> str:
    """The page of a notice at the desk."""
    return reverse("messaging:desk-notice", args=[notice.id])


def subject_of(notice: Notice, lang: str) -> str:
    """The subject of a notice of the desk; its key where the words are about one person."""
    return pick(notice.texts, lang).get("subject") or notice.key


def pick(texts: Mapping[str, Any], lang: str) -> Any:
    """What stands in the reader's language, else in Japanese."""
    return texts.get(lang) or texts.get("ja") or {}


def name_of(words: Mapping[str, str], lang: str) -> str:
    """A name from data in the reader's language."""
    return str(words.get(lang) or words.get("ja") or "")


def state_shown(notice: Notice, lang: str, *, asked: bool = False) -> dict[str, str]:
    """The state as a tag."""
    key = "asked" if notice.state == "draft" and asked else notice.state
    tone, icon = STATE_TONES[key]
    return {"tone": tone, "icon": icon, "text": say(f"messaging.desk.state.{key}", lang)}


def lane_shown(notice: Notice, lang: str) -> dict[str, str]:
    """The lane as a tag."""
    tone, icon = LANE_TONES.get(notice.lane, ("quiet", "mail"))
    return {"tone": tone, "icon": icon, "text": say(f"messaging.desk.lane.{notice.lane}", lang)}


def channel_name(channel: str, lang: str) -> str:
    """LINE, プッシュ通知, メール …"""
    return say(f"messaging.channel.{channel}", lang)


def section_name(key: str, lang: str) -> str:
    """The name of a section; its key where the city has none of that name."""
    found = current_city().find_section(key)
    return found.name.pick(lang) if found else key


def page_asked(request: HttpRequest) -> int:
    """The page of a list that the address asks for; 1 where it is no number."""
    written = request.GET.get("page", "")
    good = written.isascii() and written.isdigit() and len(written) < 7
    return max(int(written), 1) if good else 1


def uploads_in_memory(
    guarded: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let a file stay in memory; ``guarded`` itself checks the token, once the handler is set."""

    @csrf_exempt
    @wraps(guarded)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return guarded(request, *args, **kwargs)

    return inner
