# SPDX-License-Identifier: Apache-2.0
"""Staff look at one notice: words and findings, whom it reaches, what is next, how it went."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.messaging.commands.approve_notice import stop_notice
from madoguchi.engines.messaging.commands.prepare_notice import (
    ask_approval,
    count_people,
    return_notice,
)
from madoguchi.engines.messaging.commands.publish_news import end_news
from madoguchi.engines.messaging.commands.release_notice import (
    confirm_alarm,
    release_notice,
)
from madoguchi.engines.messaging.commands.try_notice import try_notice
from madoguchi.engines.messaging.models import DISASTER, NewsItem, Notice, NoticePlan
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.policy import ALARM, APPROVE, VIEW, WRITE, may
from madoguchi.engines.messaging.queries.desk import approval_from, get_desk_notice
from madoguchi.engines.messaging.queries.report import read_report
from madoguchi.engines.messaging.rules.notice_refusals import ConfirmAgain, NewsUnknown
from madoguchi.engines.messaging.rules.read_words import count_blocking
from madoguchi.engines.messaging.web.desk.audience_shown import audience_lines
from madoguchi.engines.messaging.web.desk.findings import by_field
from madoguchi.engines.messaging.web.desk.frame import (
    CHANNEL_KEYS,
    channel_name,
    crumbs,
    lane_shown,
    name_of,
    page,
    section_name,
    state_shown,
    subject_of,
    who,
)
from madoguchi.engines.messaging.web.desk.notice_form import LANGUAGES
from madoguchi.engines.messaging.web.desk.report_shown import charts_of, figures_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound, Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.wording import say

VERBS = ("count", "try", "ask", "return", "release", "confirm", "stop", "end-news")


@visiting_staff_may(VIEW)
@require_GET
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice."""
    return _page(request, notice_id, None)


@visiting_staff_may(VIEW)
@require_POST
def act(request: HttpRequest, notice_id: UUID, verb: str) -> HttpResponse:
    """Count, try, ask, send back, let go, confirm, stop, take down; each command asks who may."""
    _, _, lang = who(request)
    if verb not in VERBS:
        raise NotFound(text("この画面はありません。", "There is no such page."))
    try:
        done = _do(request, notice_id, verb)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, notice_id, refusal)
    messages.success(request, say(f"messaging.desk.did.{verb}", lang, count=done))
    return redirect("messaging:desk-notice", notice_id)


def _do(request: HttpRequest, notice_id: UUID, verb: str) -> int:
    actor, at, _ = who(request)
    if verb == "count":
        return count_people(notice_id=notice_id, actor=actor, at=at).people or 0
    if verb == "try":
        to, language = request.POST.get("to", "")[:254], request.POST.get("language", "ja")[:4]
        domain = (current_city().email or "").rpartition("@")[2]
        return int(try_notice(notice_id=notice_id, to=to, language=language, domain=domain,
                              actor=actor, at=at))  # fmt: skip
    if verb == "ask":
        return ask_approval(notice_id=notice_id, actor=actor, at=at).people or 0
    if verb == "return":
        return_notice(notice_id=notice_id, words=request.POST.get("words", ""), actor=actor, at=at)
        return 0
    return _send(request, notice_id, verb, actor)


def _send(request: HttpRequest, notice_id: UUID, verb: str, actor: Actor) -> int:
    _, at, _ = who(request)
    if verb == "confirm":
        return confirm_alarm(notice_id=notice_id, actor=actor, at=at).people or 0
    if verb == "stop":
        return stop_notice(notice_id=notice_id, actor=actor, at=at)
    if verb == "end-news":
        item = NewsItem.objects.filter(notice_id=notice_id).first()
        if item is None:
            raise NewsUnknown
        end_news(item_id=item.id, actor=actor, at=at)
        return 0
    found, plan = get_desk_notice(notice_id, actor)
    if found.lane == DISASTER and not request.POST.get("sure"):
        raise ConfirmAgain
    release_notice(notice_id=notice_id, actor=actor, at=at)
    return plan.people or 0


def _page(request: HttpRequest, notice_id: UUID, refusal: Refusal | None) -> HttpResponse:
    actor, at, lang = who(request)
    found, plan = get_desk_notice(notice_id, actor)
    subject = subject_of(found, lang)
    news = NewsItem.objects.filter(notice=found).first()
    report = read_report(found) if found.state not in {"draft", "approved"} else None
    shown: dict[str, Any] = {
        "notice": found,
        "plan": plan,
        "subject": subject,
        "crumbs": crumbs(lang, Crumb(subject)),
        "state": state_shown(found, lang, asked=plan.asked_at is not None),
        "lane": lane_shown(found, lang),
        "facts": _facts(found, lang),
        "words": _words(found, lang),
        "blocking": count_blocking(found.texts, pack_in_use().gate()),
        "audience": audience_lines(found.audience, lang),
        "counts": [
            {"name": channel_name(one, lang), "count": plan.counts[one]}
            for one in CHANNEL_KEYS
            if one in plan.counts
        ],
        "needs_other": (plan.people or 0) >= approval_from(),
        "threshold": approval_from(),
        "news": news,
        "news_stands": news is not None and news.is_standing(at),
        "figures": figures_of(report, lang) if report else [],
        "charts": charts_of(report, lang) if report else [],
        "can": _can(found, plan, actor),
        "domain": (current_city().email or "").rpartition("@")[2],
    }
    return page(request, "notice", shown, refusal)


def _can(found: Notice, plan: NoticePlan, actor: Actor) -> dict[str, bool]:
    """What the buttons offer; the commands ask again."""
    alarm, draft = found.lane == DISASTER, found.state == "draft"
    write = may(actor, found.section, ALARM if alarm else WRITE)
    approve = may(actor, found.section, ALARM if alarm else APPROVE)
    own = actor.ref in {found.made_by_ref, plan.asked_by_ref}
    mass = not alarm and (plan.people or 0) >= approval_from()
    return {
        "write": write and draft,
        "ask": write and draft and not alarm and plan.people is not None and not plan.asked_at,
        "release": approve and draft and not alarm and plan.people is not None
        and (not mass or (plan.asked_at is not None and not own)),
        "return": approve and draft and plan.asked_at is not None and not own,
        "confirm": alarm and approve and draft and plan.people is not None
        and plan.confirmed_at is None,
        "alarm": alarm and approve and draft and plan.confirmed_at is not None,
        "stop": write and found.state in {"draft", "approved", "resolving", "sending"},
        "end_news": write or (alarm and approve),
        "people": may(actor, found.section, WRITE) and not draft,
    }  # fmt: skip


def _facts(found: Notice, lang: str) -> list[dict[str, str]]:
    chain = " → ".join(channel_name(one, lang) for one in found.chain)
    rows = [
        ("topic", name_of(found.topic.title, lang)),
        ("section", section_name(found.section, lang) if found.section else ""),
        ("chain", chain),
        ("hours", say("messaging.desk.hours", lang, count=found.not_opened_hours)
         if found.not_opened_hours else ""),
        ("template", found.template),
        ("link", found.link),
    ]  # fmt: skip
    return [
        {"label": say(f"messaging.desk.fact.{key}", lang), "text": value}
        for key, value in rows
        if value
    ]


def _words(found: Notice, lang: str) -> list[dict[str, Any]]:
    findings = by_field(found.texts, lang)
    return [
        {
            "key": one,
            "name": say(f"messaging.language.{one}", lang),
            "words": found.texts[one],
            "findings": [*findings.get(f"subject_{one}", []), *findings.get(f"text_{one}", [])],
        }
        for one in LANGUAGES
        if one in found.texts
    ]
