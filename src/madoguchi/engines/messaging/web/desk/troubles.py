# SPDX-License-Identifier: Apache-2.0
"""Staff see what could not be sent, which addresses take nothing, and to whom nothing is sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.engines.messaging.commands.list_people import exclude_person, include_person
from madoguchi.engines.messaging.commands.retry_dead import retry_dead
from madoguchi.engines.messaging.models import Address, Delivery, Topic
from madoguchi.engines.messaging.policy import APPROVE, VIEW, WRITE
from madoguchi.engines.messaging.queries.desk import (
    count_addresses,
    list_dead,
    list_ended_addresses,
    list_exclusions,
    writing_sections,
)
from madoguchi.engines.messaging.rules.refusals import NoticeUnknown
from madoguchi.engines.messaging.rules.trying_refusals import PersonUnreadable
from madoguchi.engines.messaging.web.desk.frame import (
    channel_name,
    crumbs,
    name_of,
    notice_url,
    page,
    page_asked,
    subject_of,
    who,
)
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.wording import say

SIZE = 50
CHANNELS = ("line", "webpush", "email", "sms", "letter")
STATES = ("active", "unverified", "blocked", "bounced")


@visiting_staff_may(VIEW)
@require_GET
def dead(request: HttpRequest) -> HttpResponse:
    """送れなかったもの, with a button to send them again."""
    return _dead(request, None)


@visiting_staff_may(WRITE)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Send one again, or all of its notice."""
    actor, at, lang = who(request)
    try:
        row = list_dead(actor).filter(id=_id(request)).first()
        if row is None:
            raise NoticeUnknown
        only = [row.id] if request.POST.get("do") != "all" else None
        count = retry_dead(notice_id=row.notice_id, actor=actor, at=at, delivery_ids=only)
    except Refusal as refusal:
        return _dead(request, refusal)
    messages.success(request, say("messaging.dead.did", lang, count=count))
    return redirect("messaging:desk-dead")


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("delivery", ""))
    except ValueError:
        raise NoticeUnknown from None


def _dead(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    actor, _, lang = who(request)
    rows = list_dead(actor)
    pager = make_pager(request.GET, page=page_asked(request), size=SIZE, total=rows.count())
    first = max(pager.first - 1, 0)
    title = say("messaging.dead.title", lang)
    shown = {
        "crumbs": crumbs(lang, Crumb(title)),
        "rows": [_dead_row(one, lang) for one in rows[first : first + SIZE]],
        "pager": pager,
    }
    return page(request, "dead", shown, refusal)


def _dead_row(one: Delivery, lang: str) -> dict[str, Any]:
    personal = bool(one.notice.sealed)
    subject = name_of(one.notice.topic.title, lang) if personal else subject_of(one.notice, lang)
    return {
        "id": one.id,
        "subject": subject,
        "url": "" if personal else notice_url(one.notice),
        "channel": channel_name(one.channel, lang),
        "attempts": one.attempts,
        "detail": one.detail,
        "at": one.made_at,
    }


@visiting_staff_may(VIEW)
@require_GET
def addresses(request: HttpRequest) -> HttpResponse:
    """あて先のようす: figures by channel, and those that take nothing any more."""
    _, _, lang = who(request)
    counts, rows = count_addresses(), list_ended_addresses()
    pager = make_pager(request.GET, page=page_asked(request), size=SIZE, total=rows.count())
    first = max(pager.first - 1, 0)
    title = say("messaging.addresses.title", lang)
    shown = {
        "crumbs": crumbs(lang, Crumb(title)),
        "heads": [say(f"messaging.addresses.{one}", lang) for one in STATES],
        "figures": [
            {"name": channel_name(one, lang), "numbers": [counts.get((one, s), 0) for s in STATES]}
            for one in CHANNELS
        ],
        "rows": [_address_row(one, lang) for one in rows[first : first + SIZE]],
        "pager": pager,
    }
    return page(request, "addresses", shown)


def _address_row(one: Address, lang: str) -> dict[str, Any]:
    """Never the address itself: when, over which channel and why."""
    return {
        "party": short_ref(one.recipient.party_ref),
        "channel": channel_name(one.channel, lang),
        "state": say(f"messaging.addresses.{one.state}", lang),
        "why": one.end_reason,
        "at": one.ended_at,
    }


def short_ref(party_ref: str) -> str:
    """The end of a reference, enough to tell two rows apart."""
    return party_ref.rpartition(":")[2][-12:]


@visiting_staff_may(APPROVE)
@require_http_methods(["GET", "POST"])
def exclusions(request: HttpRequest) -> HttpResponse:
    """送らない人: put on the list, take off it."""
    if request.method != "POST":
        return _exclusions(request, None)
    actor, at, lang = who(request)
    section = next(iter(writing_sections(actor, WRITE)), "")
    party, topic = request.POST.get("party", "").strip()[:80], request.POST.get("topic", "")[:48]
    try:
        if not party.startswith("identity:") or len(party) < 12:
            raise PersonUnreadable
        if request.POST.get("do") == "include":
            include_person(party_ref=party, topic=topic, section=section, actor=actor, at=at)
        else:
            reason = request.POST.get("reason", "").strip()[:200]
            exclude_person(party_ref=party, topic=topic, reason=reason, section=section,
                           actor=actor, at=at)  # fmt: skip
    except Refusal as refusal:
        return _exclusions(request, refusal)
    messages.success(request, say("messaging.exclusions.did", lang))
    return redirect("messaging:desk-exclusions")


def _exclusions(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    _, at, lang = who(request)
    names = {one.key: name_of(one.title, lang) for one in Topic.objects.filter(is_active=True)}
    rows = list_exclusions(at)
    pager = make_pager(request.GET, page=page_asked(request), size=SIZE, total=rows.count())
    first = max(pager.first - 1, 0)
    title = say("messaging.exclusions.title", lang)
    every = say("messaging.exclusions.every", lang)
    shown = {
        "crumbs": crumbs(lang, Crumb(title)),
        "topics": [("", every), *names.items()],
        "rows": [
            {"party_ref": one.recipient.party_ref, "party": short_ref(one.recipient.party_ref),
             "topic_key": one.topic, "topic": names.get(one.topic, one.topic) or every,
             "reason": one.reason, "at": one.made_at, "until": one.until}
            for one in rows[first : first + SIZE]
        ],
        "pager": pager,
        "typed": {name: request.POST.get(name, "") for name in ("party", "topic", "reason")},
    }  # fmt: skip
    return page(request, "exclusions", shown, refusal)
