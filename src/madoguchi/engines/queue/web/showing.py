# SPDX-License-Identifier: Apache-2.0
"""How are lines, tickets and spans of time put into words for a template?"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse

from madoguchi.engines.queue.models import Desk, Ticket
from madoguchi.engines.queue.queries.board import LineStatus
from madoguchi.engines.queue.rules.estimate import Range
from madoguchi.engines.queue.rules.line import NEEDS
from madoguchi.engines.queue.rules.times import clock_of
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.crumbs import Crumb as Crumb
from madoguchi.platform.screens.squares import square_path
from madoguchi.platform.screens.wording import say

TONES = {
    "open": "ok", "hall_only": "info", "paused": "warn", "before": "quiet", "closed": "quiet",
    "off": "quiet", "full": "warn",
}  # fmt: skip
IN_HOURS = 100
QUIET = {"closed", "off"}
"""Nobody is taken in any more today; without people who wait there is nothing to tell."""
_TICKET_TONES = {"waiting": "info", "called": "lamp", "serving": "ok", "missed": "warn"}


def wait_words(wait: Range | None, lang: str) -> str:
    """約10〜20分; where nothing honest can be said, that."""
    if wait is None:
        return say("queue.wait.unknown", lang)
    if wait.low == 0:
        return say("queue.wait.within", lang, high=_minutes(wait.high, lang))
    if wait.high < IN_HOURS:
        return say("queue.wait.about", lang, low=wait.low, high=wait.high)
    low, high = _minutes(wait.low, lang), _minutes(wait.high, lang)
    return say("queue.wait.long", lang, low=low, high=high)


def _minutes(count: int, lang: str) -> str:
    """20分; from a hundred minutes on 1時間40分."""
    if count < IN_HOURS:
        return say("queue.minutes", lang, count=count)
    key = "queue.hours_minutes" if count % 60 else "queue.hours"
    return say(key, lang, hours=count // 60, minutes=count % 60)


def wait_clock(wait: Range | None, at: datetime, lang: str) -> str:
    """The same as clock times: 10:20〜10:40ごろ."""
    if wait is None or wait.low == 0:
        return ""
    first, last = (to_local(at + timedelta(minutes=one)) for one in (wait.low, wait.high))
    return say("queue.wait.clock", lang, first=f"{first:%H:%M}", last=f"{last:%H:%M}")


def section_name(key: str, lang: str) -> str:
    """The section as people know it."""
    found = current_city().find_section(key)
    return found.name.pick(lang) if found else key


def section_place(key: str, lang: str) -> str:
    """Its floor and counter."""
    return current_city().place_of(key, lang) if current_city().find_section(key) else ""


def pick(words: dict[str, str], lang: str) -> str:
    """A text of a row in the reader's language."""
    return TextValue(**words).pick(lang) if words else ""


def line_row(one: LineStatus, lang: str) -> dict[str, Any]:
    """A line of the board for a template."""
    line, times = one.now.line, one.now.times
    words = say(
        f"queue.state.{one.state}",
        lang,
        opens=clock_of(times.issue_from),
        until=clock_of(times.issue_until),
    )
    day = one.now.day
    return {
        "key": line.key,
        "title": line.name.pick(lang),
        "about": pick(line.about, lang),
        "section": line.section,
        "state": one.state,
        "tone": TONES[one.state],
        "state_words": words,
        "reason": day.pause_reason if day and one.state == "paused" else "",
        "last_called": one.last_called,
        "waiting": one.waiting,
        "desks_open": one.desks_open,
        "wait": wait_words(one.wait, lang),
        "hours": f"{clock_of(times.opening.opens)}–{clock_of(times.opening.closes)}"
        if times.opening
        else "",
        "may_take": one.state == "open",
        "is_quiet": one.state in QUIET and not one.waiting,
    }


def by_section(rows: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The rows under the names of their sections; what is closed for today stands below."""
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = row["section"]
        group = groups.setdefault(
            key,
            {
                "key": key,
                "name": section_name(key, lang),
                "place": section_place(key, lang),
                "rows": [],
            },
        )
        group["rows"].append(row)
    for group in groups.values():
        group["rows"].sort(key=lambda row: row["is_quiet"])
    return sorted(groups.values(), key=lambda group: all(r["is_quiet"] for r in group["rows"]))


def desk_name(desk: Desk | None, lang: str) -> str:
    """1番窓口."""
    return desk.name.pick(lang) if desk else ""


def ticket_state(ticket: Ticket, lang: str) -> dict[str, str]:
    """The state of a ticket with its tone."""
    return {
        "key": ticket.state,
        "tone": _TICKET_TONES.get(ticket.state, "quiet"),
        "words": say(f"queue.ticket_state.{ticket.state}", lang),
    }


def need_words(needs: list[str], lang: str) -> list[str]:
    """車いす, 通訳 …"""
    return [say(f"queue.need.{one}", lang) for one in needs]


def need_options(lang: str) -> list[dict[str, str]]:
    """The needs that somebody may name, for a list of choices."""
    return [
        {
            "value": one,
            "label": say(f"queue.need.{one}", lang),
            "note": say(f"queue.need_note.{one}", lang),
        }
        for one in NEEDS
    ]


def ticket_url(ticket: Ticket) -> str:
    """The whole address of a ticket's page, for a QR code."""
    return settings.PORTAL_URL.rstrip("/") + reverse("queue:ticket", args=[ticket.code])


def square_code(address: str) -> dict[str, Any]:
    """A QR code as one path of squares, with its side."""
    side, path = square_path(address)
    return {"side": side, "path": path}


def digest(*parts: object) -> str:
    """A short mark of what a page shows: equal means that nothing has changed."""
    return sha256(repr(parts).encode()).hexdigest()[:16]
