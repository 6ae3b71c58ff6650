# SPDX-License-Identifier: Apache-2.0
"""A lottery in public: what, when, how, the promise of the seed, and after the draw the proof."""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from madoguchi.engines.booking.models import LotteryRound
from madoguchi.engines.booking.queries.lottery import get_round, list_rounds
from madoguchi.engines.booking.queries.rounds import count_states, list_own_entries, wins_recorded
from madoguchi.engines.booking.rules import rerun_draw
from madoguchi.engines.booking.web.citizen.frame import (
    Crumb,
    crumbs,
    help_for,
    instant_words,
    pick,
    short_day,
    title_of,
)
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

PUBLIC = "anyone may check a lottery"


class NotDrawnYet(NotFound):
    """The file is published with the draw."""

    code = "booking.not_drawn_yet"

    def __init__(self) -> None:
        super().__init__(
            text(
                "抽選の結果のファイルは、抽選のあとに公開します。",
                "The file is published after the draw.",
                "ちゅうせんの あとで みられます。",
            )
        )


@open_to_all(PUBLIC)
def rounds(request: HttpRequest) -> HttpResponse:
    """抽選: those that take entries first, then those that were drawn."""
    lang, at = lang_of(request), now()
    found = list_rounds()
    values = {
        "crumbs": crumbs(lang, Crumb(say("booking.lottery.all", lang))),
        "rounds": [_line(one, lang, at) for one in found[:60]],
    }
    return render(request, "booking/citizen/rounds.html", values)


@open_to_all(PUBLIC)
def round_page(request: HttpRequest, key: str) -> HttpResponse:
    """One lottery with everything that is public of it."""
    lang, at, one = lang_of(request), now(), get_round(key)
    offers = list(one.offers.all())
    drawn = one.state in {"drawn", "settled"}
    section = offers[0].section if offers else ""
    values = {
        "round": one,
        "title": pick(one.title, lang),
        "crumbs": crumbs(
            lang,
            Crumb(say("booking.lottery.all", lang), reverse("booking:rounds")),
            Crumb(pick(one.title, lang)),
        ),
        "offers": [
            {"href": reverse("booking:offer", args=[o.key]), "label": title_of(o, lang)}
            for o in offers
        ],
        "facts": _facts(one, lang),
        "phase": phase_of(one, at),
        "phase_words": _phase_words(one, lang, at),
        "enter_url": reverse("booking:enter", args=[one.key]),
        "own": _own(request, one, lang),
        "counts": count_states(one) if one.state != "open" else None,
        "rules": _rules(one, lang),
        "drawn": drawn,
        "proof": _proof(one) if drawn else None,
        "file_url": reverse("booking:round-file", args=[one.key]),
        "program_url": reverse("booking:rerun-program"),
        "file_name": f"{one.key}.json",
        "address": request.build_absolute_uri(reverse("booking:round", args=[one.key])),
        "help": help_for(section, lang),
    }
    return render(request, "booking/citizen/round.html", values)


@open_to_all(PUBLIC)
@cache_control(public=True, max_age=3600)
@require_safe
def round_file(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The published file, byte for byte as it was drawn."""
    one = get_round(key)
    if not one.published:
        raise NotDrawnYet
    response = HttpResponse(one.published, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{one.key}.json"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@open_to_all(PUBLIC)
@cache_control(public=True, max_age=3600)
@require_safe
def program(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The stand-alone program that draws again."""
    source = Path(rerun_draw.__file__).read_bytes()
    response = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rerun_draw.py"'
    return response


def phase_of(one: LotteryRound, at: datetime) -> str:
    """Where the lottery stands for a reader."""
    if one.state == "open":
        if at < one.opens_at:
            return "before"
        return "open" if at < one.closes_at else "closing"
    return one.state


def _line(one: LotteryRound, lang: str, at: datetime) -> dict[str, Any]:
    phase = phase_of(one, at)
    looks = {"open": ("lamp", "flag"), "before": ("info", "clock"), "drawn": ("ok", "check")}
    tone, icon = looks.get(phase, ("quiet", "done" if phase == "settled" else "hold"))
    return {
        "title": pick(one.title, lang),
        "url": reverse("booking:round", args=[one.key]),
        "phase": say(f"booking.lottery.phase.{phase}", lang),
        "tone": tone,
        "icon": icon,
        "note": _phase_words(one, lang, at),
    }


def _phase_words(one: LotteryRound, lang: str, at: datetime) -> str:
    return say(
        f"booking.lottery.now.{phase_of(one, at)}",
        lang,
        opens=instant_words(one.opens_at, lang),
        closes=instant_words(one.closes_at, lang),
        confirm=instant_words(one.confirm_by, lang),
    )


def _facts(one: LotteryRound, lang: str) -> list[dict[str, str]]:
    between = say("booking.dash", lang)
    days = short_day(one.from_on, lang), short_day(one.until_on, lang)
    window = instant_words(one.opens_at, lang), instant_words(one.closes_at, lang)
    rows = [
        ("calendar", "days", between.join(days)),
        ("clock", "window", between.join(window)),
        ("check", "confirm", instant_words(one.confirm_by, lang)),
    ]
    if one.pay_by is not None:
        rows.append(("yen", "pay", instant_words(one.pay_by, lang)))
    return [
        {"icon": icon, "label": say(f"booking.lottery.fact.{key}", lang), "text": words}
        for icon, key, words in rows
    ]


def _rules(one: LotteryRound, lang: str) -> list[str]:
    rules = one.rules
    said = [
        say("booking.lottery.rule.wishes", lang, count=int(rules.get("wishes_most", 10))),
        say("booking.lottery.rule.wins", lang, count=int(rules.get("wins_most", 1))),
        say("booking.lottery.rule.same", lang),
    ]
    if rules.get("losses_counted"):
        count = int(rules["losses_counted"])
        said.append(say("booking.lottery.rule.losses", lang, count=count))
    if rules.get("disqualify_duplicates"):
        said.append(say("booking.lottery.rule.duplicates", lang))
    if one.losers_only:
        said.append(say("booking.lottery.rule.losers", lang))
    return said


def _own(request: HttpRequest, one: LotteryRound, lang: str) -> list[dict[str, str]]:
    actor = actor_on(request)
    if actor.kind != "citizen":
        return []
    return [
        {
            "url": reverse("booking:entry", args=[entry.id]),
            "number": entry.number,
            "state": say(f"booking.entry.{entry.state}", lang),
        }
        for entry in list_own_entries(actor).filter(round=one)
    ]


def _proof(one: LotteryRound) -> dict[str, Any]:
    """The comparison that the server makes itself: drawn again, and held against the bookings."""
    faults = _faults(one.key, one.published)
    file = json.loads(one.published)
    told = {(win["digest"], win["rank"]) for win in file["wins"]}
    over = {(each["digest"], each["rank"]) for each in file.get("not_granted", ())}
    agrees = told - over == wins_recorded(one)
    return {
        "faults": faults,
        "agrees": agrees,
        "sound": agrees and not faults,
        "entries": len(file["entries"]),
        "slots": len(file["slots"]),
        "wins": len(file["wins"]),
        "over": len(over),
        "seed": file["seed"],
        "public_value": file["public_value"],
    }


@lru_cache(maxsize=64)
def _faults(key: str, published: str) -> tuple[str, ...]:  # noqa: ARG001 - names the round
    return tuple(rerun_draw.faults_of(json.loads(published)))
