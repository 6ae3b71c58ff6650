# SPDX-License-Identifier: Apache-2.0
"""How does a form become the rules of a line or a desk, and how is what was typed shown again?"""

import re
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from madoguchi.engines.queue.models import Desk, Line
from madoguchi.engines.queue.rules.line import NEEDS, WEEKDAYS, LineRules
from madoguchi.engines.queue.rules.refusals import RuleWrong
from madoguchi.engines.queue.rules.times import clock_of
from madoguchi.kernel.text import normalise
from madoguchi.platform.screens.wording import say

NUMBERS = ("tickets_per_day", "issue_before", "stops_before", "web_stops_before", "soon_ahead",
           "grace_minutes", "typical_minutes", "priority_in_a_row")  # fmt: skip
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESERVED = {"new"}
MOST_AHEAD = 240


def read_line_form(posted: QueryDict) -> dict[str, Any]:
    """The arguments of ``define_line``.

    Raises:
        RuleWrong: a field that cannot be read.
    """
    rules: dict[str, Any] = {name: _number(posted, name) for name in NUMBERS}
    rules["hours"] = _hours(posted)
    rules["priorities"] = _priorities(posted)
    rules["transfers"] = posted.get("transfers", "keep")
    rules["web"] = posted.get("web") == "yes"
    rules["on_closed_days"] = posted.get("on_closed_days") == "yes"
    return {
        "key": _key(posted.get("key", "")) if "key" in posted else "",
        "section": posted.get("section", "")[:48],
        "prefix": normalise(posted.get("prefix", "")).strip().upper(),
        "title": _titles(posted),
        "rules": rules,
        "rank": _number(posted, "rank", most=999),
        "is_active": posted.get("is_active") == "yes",
    }


def read_desk_form(posted: QueryDict) -> dict[str, Any]:
    """The arguments of ``define_desk``.

    Raises:
        RuleWrong: a field that cannot be read.
    """
    chosen = {
        name.removeprefix("line-"): int(rank)
        for name, rank in posted.items()
        if name.startswith("line-") and rank in {"0", "1"}
    }
    return {
        "key": _key(posted.get("key", "")) if "key" in posted else "",
        "section": posted.get("section", "")[:48],
        "title": _titles(posted),
        "lines": chosen,
        "rank": _number(posted, "rank", most=999),
        "is_active": posted.get("is_active") == "yes",
    }


def _key(written: str) -> str:
    plain = normalise(written).strip().lower()
    if not _KEY.fullmatch(plain) or len(plain) > 48 or plain in RESERVED:
        raise RuleWrong(why="キーは英字の小文字で始め、英字・数字・ハイフンで書いてください")
    return plain


def _titles(posted: QueryDict) -> dict[str, str]:
    found = {lang: posted.get(f"title_{lang}", "").strip()[:80] for lang in ("ja", "en", "easy")}
    if not found["ja"]:
        raise RuleWrong(why="名前(日本語)を入れてください")
    return {lang: words for lang, words in found.items() if words}


def _number(posted: QueryDict, name: str, *, most: int = 9999) -> int:
    written = normalise(posted.get(name, "")).strip()
    if not (written.isascii() and written.isdigit()) or int(written[:9]) > most:
        raise RuleWrong(why=f"「{say(f'queue.rule.{name}')}」は数字で入れてください")
    return int(written)


def _hours(posted: QueryDict) -> list[dict[str, Any]]:
    hours = []
    for day in WEEKDAYS:
        opens, closes = (posted.get(f"{end}-{day}", "").strip() for end in ("opens", "closes"))
        if opens or closes:
            hours.append({"days": [day], "opens": opens, "closes": closes})
    return hours


def _priorities(posted: QueryDict) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for need in NEEDS:
        if posted.get(f"need-{need}") == "front":
            found.append({"need": need, "front": True})
        elif posted.get(f"need-{need}") == "ahead":
            minutes = _number_of(posted.get(f"minutes-{need}", ""))
            found.append({"need": need, "minutes_ahead": minutes})
    return found


def _number_of(written: str) -> int:
    plain = normalise(written).strip()
    if not (plain.isascii() and plain.isdigit()) or int(plain[:9]) > MOST_AHEAD:
        raise RuleWrong(why="「早める分」は0から240までの数字で入れてください")
    return int(plain)


def shown_line(posted: QueryDict | None, line: Line | None, lang: str) -> dict[str, Any]:
    """The form: what was typed, else the line as it is, else a new one."""
    rules = line.read_rules() if line else LineRules()
    if posted is None:
        typed = _typed_of(line, rules)
    else:
        typed = {name: str(posted.get(name, "")) for name in posted}
    return {
        "typed": typed,
        "numbers": [
            {
                "name": name,
                "label": say(f"queue.rule.{name}", lang),
                "hint": say(f"queue.rule_hint.{name}", lang),
                "value": typed.get(name, ""),
            }
            for name in NUMBERS
        ],
        "days": [
            {
                "key": day,
                "name": say(f"queue.day.{day}", lang),
                "opens": typed.get(f"opens-{day}", ""),
                "closes": typed.get(f"closes-{day}", ""),
            }
            for day in WEEKDAYS
        ],
        "needs": [
            {
                "key": need,
                "name": say(f"queue.need.{need}", lang),
                "value": typed.get(f"need-{need}", ""),
                "minutes": typed.get(f"minutes-{need}", ""),
            }
            for need in NEEDS
        ],
        "ways": [(key, say(f"queue.way.{key or 'none'}", lang)) for key in ("", "ahead", "front")],
        "transfers": [
            {"value": key, "label": say(f"queue.transfers.{key}", lang)}
            for key in ("keep", "end", "first")
        ],
    }


def _typed_of(line: Line | None, rules: LineRules) -> dict[str, str]:
    typed = {name: str(getattr(rules, name)) for name in NUMBERS}
    for opening in rules.hours:
        for day in opening.days:
            typed[f"opens-{day}"] = clock_of(opening.opens)
            typed[f"closes-{day}"] = clock_of(opening.closes)
    for one in rules.priorities:
        typed[f"need-{one.need}"] = "front" if one.front else "ahead"
        typed[f"minutes-{one.need}"] = "" if one.front else str(one.minutes_ahead)
    typed["transfers"] = rules.transfers
    typed["web"] = "yes" if rules.web else ""
    typed["on_closed_days"] = "yes" if rules.on_closed_days else ""
    typed["is_active"] = "yes" if line is None or line.is_active else ""
    typed["rank"] = str(line.rank if line else 0)
    typed["prefix"] = line.prefix if line else ""
    for lang in ("ja", "en", "easy"):
        typed[f"title_{lang}"] = line.title.get(lang, "") if line else ""
    return typed


def shown_desk(
    posted: QueryDict | None, desk: Desk | None, lines: Iterable[Line], lang: str
) -> dict[str, Any]:
    """The form of a desk."""
    if posted is not None:
        typed = {name: str(posted.get(name, "")) for name in posted}
    else:
        typed = {f"title_{one}": desk.title.get(one, "") if desk else ""
                 for one in ("ja", "en", "easy")}  # fmt: skip
        typed["is_active"] = "yes" if desk is None or desk.is_active else ""
        typed["rank"] = str(desk.rank if desk else 0)
        for serves in desk.serves.select_related("line") if desk else ():
            typed[f"line-{serves.line.key}"] = str(serves.rank)
    return {
        "typed": typed,
        "serves": [
            {
                "name": f"line-{one.key}",
                "label": one.name.pick(lang),
                "value": typed.get(f"line-{one.key}", ""),
            }
            for one in lines
            if one.is_active
        ],
        "ways": [(key, say(f"queue.serves.{key or 'none'}", lang)) for key in ("", "0", "1")],
    }
