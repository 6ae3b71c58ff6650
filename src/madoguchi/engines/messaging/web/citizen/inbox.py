# SPDX-License-Identifier: Apache-2.0
"""What has the city told me? The inbox, one message, putting away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.messaging.commands.note_opened import mark_read, put_away
from madoguchi.engines.messaging.models import DISASTER, Delivery
from madoguchi.engines.messaging.queries.inbox import (
    count_unread,
    get_own_message,
    list_inbox,
    topics_in_inbox,
)
from madoguchi.engines.messaging.web.citizen.frame import (
    crumbs,
    help_of,
    name_of,
    who,
    words_for,
)
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import signed_in
from madoguchi.platform.screens.wording import say

SIZE = 20
LINE = 60


@signed_in
@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """届いたお知らせ, by topic; those put away under their own tab."""
    actor, _, lang = who(request)
    away, topic = request.GET.get("box") == "away", request.GET.get("topic", "")[:48]
    rows = list_inbox(actor.ref, topic=topic, is_away=away)
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    pager = make_pager(request.GET, page=number, size=SIZE, total=rows.count())
    first = max(pager.first - 1, 0)
    values = {
        "crumbs": [Crumb(say("messaging.inbox.title", lang))],
        "unread": count_unread(actor.ref),
        "rows": [_row(one, lang) for one in rows[first : first + SIZE]],
        "pager": pager,
        "away": away,
        "tabs": _tabs(actor.ref, topic, lang, away=away),
    }
    return render(request, "messaging/citizen/inbox.html", values)


def _tabs(party: str, topic: str, lang: str, *, away: bool) -> list[dict[str, Any]]:
    here = reverse("messaging:inbox")
    every = {
        "label": say("messaging.inbox.every", lang), "href": here,
        "current": not topic and not away,
    }  # fmt: skip
    topics = [
        {"label": name_of(one.title, lang), "href": f"{here}?topic={one.key}", "count": count,
         "current": one.key == topic}
        for one, count in topics_in_inbox(party)
    ]  # fmt: skip
    put = {"label": say("messaging.inbox.away", lang), "href": f"{here}?box=away", "current": away}
    return [every, *topics, put]


def _row(one: Delivery, lang: str) -> dict[str, Any]:
    words = words_for(one.notice.read_texts(), lang)
    return {
        "id": one.id,
        "url": reverse("messaging:message", args=[one.notice_id]),
        "subject": words["subject"],
        "html_lang": words["html_lang"],
        "topic": name_of(one.notice.topic.title, lang),
        "at": format_instant(one.made_at, lang),
        "unread": one.read_at is None,
        "urgent": one.notice.lane == DISASTER,
    }


@signed_in
@never_cache
@require_GET
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message; looking at it is reading it, as in any mailbox."""
    actor, at, lang = who(request)
    found = get_own_message(message_id, actor.ref)
    if found.read_at is None:
        mark_read(delivery_id=found.id, party_ref=actor.ref, actor=actor, at=at)
    notice = found.notice
    words = words_for(notice.read_texts(), lang)
    values = {
        "crumbs": crumbs(lang, Crumb(words["subject"])),
        "message": found,
        "words": words,
        "topic": name_of(notice.topic.title, lang),
        "link": notice.link if notice.link.startswith("/") else "",
        "help": help_of(notice.section, lang),
        "away": found.archived_at is not None,
        "urgent": notice.lane == DISASTER,
    }
    return render(request, "messaging/citizen/message.html", values)


@signed_in
@require_POST
def away(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Put a message away, or back into the list."""
    actor, at, lang = who(request)
    found = get_own_message(message_id, actor.ref)
    back = request.POST.get("do") == "back"
    put_away(delivery_ids=[found.id], party_ref=actor.ref, is_away=not back, actor=actor, at=at)
    messages.success(request, say(f"messaging.inbox.did_{'back' if back else 'away'}", lang))
    return redirect("messaging:inbox")
