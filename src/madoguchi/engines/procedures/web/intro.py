# SPDX-License-Identifier: Apache-2.0
"""One procedure before it is started: what it needs, who may file it, by when, how else."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madoguchi.engines.procedures.commands.start_draft import start_draft
from madoguchi.engines.procedures.models.holder import browser_holder
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.drafts import list_drafts
from madoguchi.engines.procedures.queries.revisions import get_current
from madoguchi.engines.procedures.rules.proving import asks_for_card, asks_to_sign
from madoguchi.engines.procedures.rules.refusals import OutOfSeason, SignInNeeded
from madoguchi.engines.procedures.rules.seasons import SeasonState, judge_season
from madoguchi.engines.procedures.web.browser_key import (
    browser_key_of,
    new_browser_key,
    remember_browser_key,
)
from madoguchi.engines.procedures.web.card import needs_counter
from madoguchi.engines.procedures.web.frame import crumbs_to, help_for, section_name, words_of
from madoguchi.engines.procedures.web.holders import account_holder, account_of, holders_of
from madoguchi.engines.procedures.web.invited import ask_for_code, is_invited
from madoguchi.engines.procedures.web.limits import STARTING
from madoguchi.engines.procedures.web.opening import unlock_url
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.definition.compiled import Compiled
from madoguchi.kernel.definition.estimate_minutes import estimate_minutes
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.eras import format_date
from madoguchi.platform.guard.api import paced
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all, sign_in_url
from madoguchi.platform.screens.wording import say


@open_to_all("what a procedure needs is public")
def intro(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """The page of a procedure."""
    at, lang = now(), lang_of(request)
    compiled = compiled_of(get_current(procedure_id))
    procedure = compiled.definition
    if procedure.restricted and not is_invited(request, procedure_id):
        return ask_for_code(request, procedure_id)
    season = judge_season(procedure.seasons, today(at))
    values = describe_procedure(compiled, lang) | {
        "closed": None if season.is_open else _closed(season, lang),
        "card_only": needs_counter(procedure),
        "asks_card": asks_for_card(procedure),
        "asks_business": procedure.corporate is not None,
        "asks_signature": asks_to_sign(procedure),
        "must_sign_in": _must_sign_in(procedure, request),
        "sign_in_here": sign_in_url(request.path),
        "start_url": reverse("procedures:start", args=[procedure_id]),
        "draft_url": _draft_url(request, procedure_id, at),
    }
    return render(request, "procedures/intro.html", values)


@open_to_all("guests may file where the procedure allows it; the view itself asks for a sign-in")
@paced(STARTING)
@require_POST
@never_cache
def start(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """Begin a draft, and give the browser its key."""
    at = now()
    revision = get_current(procedure_id)
    procedure = compiled_of(revision).definition
    if procedure.restricted and not is_invited(request, procedure_id):
        return ask_for_code(request, procedure_id)
    season = judge_season(procedure.seasons, today(at))
    if not season.is_open:
        raise OutOfSeason(season)
    if needs_counter(procedure) or _must_sign_in(procedure, request):
        raise SignInNeeded
    if account_of(request) and account_holder(request) is None and not procedure.anonymous:
        return HttpResponseRedirect(unlock_url(reverse("procedures:intro", args=[procedure_id])))
    key = browser_key_of(request) or new_browser_key()
    account = None if procedure.anonymous else account_holder(request)
    draft = start_draft(
        revision=revision,
        holder=account or browser_holder(key),
        language=lang_of(request),
        actor=actor_on(request),
        at=at,
    )
    first_card = asks_for_card(procedure) and not asks_to_sign(procedure)
    page = "card" if first_card else "go-on"
    response = HttpResponseRedirect(reverse(f"procedures:{page}", args=[draft.id]))
    remember_browser_key(response, key)
    return response


def describe_procedure(compiled: Compiled, lang: str) -> dict[str, Any]:
    """Everything that the page tells of a procedure."""
    procedure = compiled.definition
    minutes = procedure.minutes or estimate_minutes(compiled)
    survey = procedure.kind == "survey"
    helping = help_for(procedure, lang)
    who = [_because(rule, lang) for rule in procedure.eligible]
    flow = [] if survey else _flow(procedure, minutes, lang)
    telephone = "".join(sign for sign in str(helping["telephone"]) if sign.isdigit())
    return {
        "procedure": words_of(procedure, lang),
        "crumbs": crumbs_to(procedure, lang),
        "help": helping,
        "facts": _facts(procedure, minutes, lang),
        "who": who,
        "needs": [_need(need, lang) for need in procedure.needs],
        "flow": flow,
        "laws": [str(law) for law in procedure.law],
        "tel_url": f"tel:{telephone}",
        "start_label": say(
            "procedures.intro.start_survey" if survey else "procedures.intro.start", lang
        ),
        "start_note": _start_note(procedure, lang),
        "contents": _contents(procedure, lang, who=bool(who), flow=bool(flow)),
    }


def _must_sign_in(procedure: Procedure, request: HttpRequest) -> bool:
    return not (procedure.guest or procedure.anonymous or account_of(request))


def _draft_url(request: HttpRequest, procedure_id: str, at: datetime) -> str:
    holders = holders_of(request)
    for draft in list_drafts(holders, at=at) if holders else ():
        if draft.revision.procedure_id == procedure_id:
            return reverse("procedures:go-on", args=[draft.id])
    return ""


def _closed(season: SeasonState, lang: str) -> dict[str, str]:
    shown = season.season
    if shown is None:
        return {}
    opens, closes = format_date(shown.opens_on, lang), format_date(shown.closes_on, lang)
    return {
        "sentence": OutOfSeason(season).message.pick(lang),
        "next": say("procedures.intro.closed.next", lang, opens=opens, closes=closes),
    }


def _facts(procedure: Procedure, minutes: int, lang: str) -> list[dict[str, str]]:
    time = {
        "icon": "clock",
        "label": say("procedures.intro.time", lang),
        "strong": say("procedures.minutes", lang, minutes=minutes),
        "note": say("procedures.intro.saved_hint", lang),
    }
    fee = {"icon": "yen", "label": say("procedures.intro.fee", lang)}
    if procedure.fee is None:
        fee["strong"] = say("procedures.free", lang)
    else:
        fee["strong"] = say("procedures.fee", lang)
        note = procedure.fee.note
        fee["note"] = note.pick(lang) if note else say("procedures.intro.fee_by_answer", lang)
    rows = [time, fee]
    if procedure.deadline:
        label, words = say("procedures.intro.deadline", lang), procedure.deadline.pick(lang)
        rows.append({"icon": "calendar", "label": label, "strong": words})
    if procedure.standard_days:
        words = say("procedures.intro.standard", lang, days=procedure.standard_days)
        receives = procedure.receives.pick(lang) if procedure.receives else ""
        label = say("procedures.intro.until_decision", lang)
        rows.append({"icon": "done", "label": label, "strong": words, "note": receives})
    return rows


def _because(rule: Any, lang: str) -> dict[str, str]:
    because = rule.because
    words = {"en": because.en, "easy": because.easy}.get(lang) or because.ja
    return {"text": words, "law": because.law}


def _need(need: Any, lang: str) -> dict[str, str]:
    return {
        "label": need.label.pick(lang),
        "hint": need.hint.pick(lang) if need.hint else "",
        "when": need.when.pick(lang) if need.when else "",
    }


def _flow(procedure: Procedure, minutes: int, lang: str) -> list[dict[str, str]]:
    days, section = procedure.standard_days, section_name(procedure, lang)
    end = (
        say("procedures.intro.flow_end_days", lang, days=days)
        if days
        else say("procedures.intro.flow_end", lang)
    )
    return [
        {
            "tone": "info",
            "icon": "edit",
            "title": say("procedures.intro.flow_fill", lang, minutes=minutes),
            "text": say("procedures.intro.flow_fill_text", lang),
        },
        {
            "tone": "info",
            "icon": "eye",
            "title": say("procedures.intro.flow_check", lang, section=section),
            "text": say("procedures.intro.flow_check_text", lang),
        },
        {
            "tone": "ok",
            "icon": "mail",
            "title": end,
            "text": procedure.receives.pick(lang) if procedure.receives else "",
        },
    ]


def _start_note(procedure: Procedure, lang: str) -> str:
    if procedure.anonymous:
        return say("procedures.intro.anonymous", lang)
    return say("procedures.intro.guest_hint", lang) if procedure.guest else ""


def _contents(procedure: Procedure, lang: str, *, who: bool, flow: bool) -> list[dict[str, str]]:
    shown = {
        "who": ("procedures.intro.who", who),
        "need": ("procedures.intro.needs", True),
        "flow": ("procedures.intro.flow", flow),
        "other": ("procedures.intro.other", True),
        "law": ("procedures.intro.law", bool(procedure.law)),
    }
    return [{"key": key, "label": say(label, lang)} for key, (label, on) in shown.items() if on]
