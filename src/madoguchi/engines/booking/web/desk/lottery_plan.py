# SPDX-License-Identifier: Apache-2.0
"""Planning a lottery: one form, also for a second round."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from madoguchi.engines.booking.commands.plan_round import plan_round
from madoguchi.engines.booking.models import LotteryRound
from madoguchi.engines.booking.policy import MANAGE
from madoguchi.engines.booking.queries.staff_rounds import visible_rounds
from madoguchi.engines.booking.queries.staff_view import visible_offers
from madoguchi.engines.booking.rules.desk_refusals import KeyTaken
from madoguchi.engines.booking.rules.refusals import RuleWrong
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute, instant_of, minute_of
from madoguchi.engines.booking.rules.typed import day_typed
from madoguchi.engines.booking.web.desk.frame import page, title_of, who
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import to_halfwidth_digits
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,60}")
INSTANTS = ("opens", "closes", "confirm", "pay")
FIELDS = (
    "key", "title", "from_on", "until_on", "wishes_most", "wins_most", "losses_counted", "previous",
    *(f"{name}_{part}" for name in INSTANTS for part in ("day", "time")),
)  # fmt: skip


@visiting_staff_may(MANAGE)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """The form; what is typed stays when something does not fit."""
    _, at, lang = who(request)
    if request.method == "GET":
        return _page(request, _usual(request, at), None)
    try:
        made = _make(request.POST, request, at)
    except Refusal as refusal:
        typed: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS}
        typed |= {name: bool(request.POST.get(name)) for name in ("losers_only", "duplicates")}
        return _page(request, {**typed, "offers": request.POST.getlist("offer")}, refusal)
    messages.success(request, say("booking.desk_lottery.did.plan", lang))
    return redirect("booking:desk-lottery", round=made.key)


def _make(data: QueryDict, request: HttpRequest, at: datetime) -> LotteryRound:
    actor, _, _ = who(request)
    key, title = data.get("key", "").strip(), data.get("title", "").strip()[:100]
    if not _KEY.fullmatch(key) or key == "plan" or not title:
        raise RuleWrong(why="名前と、半角の英小文字・数字・ハイフンの記号を入れてください")
    if LotteryRound.objects.filter(key=key).exists():
        raise KeyTaken
    on, previous = today(at), data.get("previous", "")
    if previous and not visible_rounds(actor).filter(key=previous).exists():
        raise RuleWrong(why="前の回が見つかりません")
    own = set(visible_offers(actor).values_list("key", flat=True))
    return plan_round(
        key=key,
        title={"ja": title},
        offers=[one for one in data.getlist("offer") if one in own],
        days=(day_typed(data.get("from_on", ""), on), day_typed(data.get("until_on", ""), on)),
        opens_at=_instant(data, "opens", at),
        closes_at=_instant(data, "closes", at),
        confirm_by=_instant(data, "confirm", at),
        pay_by=_instant(data, "pay", at) if data.get("pay_day") else None,
        rules=_rules(data),
        previous=previous,
        losers_only=bool(previous and data.get("losers_only")),
        actor=actor,
        at=at,
    )


def _instant(data: QueryDict, name: str, at: datetime) -> datetime:
    day = day_typed(data.get(f"{name}_day", ""), today(at))
    return instant_of(day, minute_of(data.get(f"{name}_time", "")))


def _rules(data: QueryDict) -> dict[str, int]:
    found = {"disqualify_duplicates": int(bool(data.get("duplicates")))}
    for name in ("wishes_most", "wins_most", "losses_counted"):
        words = to_halfwidth_digits(data.get(name, "")).strip()
        if words and not (words.isascii() and words.isdigit() and len(words) < 5):
            raise RuleWrong(why=f"「{words[:12]}」は数字で入れてください")
        if words:
            found[name] = int(words)
    return found


def _usual(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """The next month but one, open for ten days; a second round takes its offers from the first."""
    actor, _, lang = who(request)
    before = visible_rounds(actor).filter(key=request.GET.get("previous", "")).first()
    on, _ = day_and_minute(at)
    first = (on.replace(day=1) + timedelta(days=63)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = {"opens": on, "closes": on + timedelta(days=10), "confirm": on + timedelta(days=17)}
    typed: dict[str, Any] = {
        "from_on": (before.from_on if before else first).isoformat(),
        "until_on": (before.until_on if before else last).isoformat(),
        "wishes_most": "5", "wins_most": "2", "losses_counted": "3", "duplicates": True,
        "opens_time": clock_of(9 * 60), "closes_time": "24:00", "confirm_time": "24:00",
        "pay_day": "", "pay_time": "24:00", "offers": [], "previous": "", "losers_only": False,
        **{f"{name}_day": day.isoformat() for name, day in days.items()},
    }  # fmt: skip
    if before is not None:
        typed |= {
            "previous": before.key,
            "title": say("booking.desk_lottery.second", lang, title=title_of(before.title, lang)),
            "key": f"{before.key}-2",
            "offers": list(before.offers.values_list("key", flat=True)),
        }
    return typed


def _page(request: HttpRequest, typed: dict[str, Any], refusal: Refusal | None) -> HttpResponse:
    actor, _, lang = who(request)
    offers = [one for one in visible_offers(actor) if one.read_rules().lottery]
    shown = {
        "typed": typed,
        "offers": [{"value": one.key, "label": title_of(one.title, lang)} for one in offers],
        "rounds": [(one.key, title_of(one.title, lang)) for one in visible_rounds(actor)],
        "instants": [
            {
                "name": name,
                "label": say(f"booking.desk_lottery.{name}", lang),
                "day": typed.get(f"{name}_day", ""),
                "time": typed.get(f"{name}_time", ""),
            }
            for name in INSTANTS
        ],
    }
    return page(request, "lottery_plan", shown, refusal)
