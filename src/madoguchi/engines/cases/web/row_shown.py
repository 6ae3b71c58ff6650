# SPDX-License-Identifier: Apache-2.0
"""How is one case shown in a list? Due tag, state tag, counts: made once, kept in memory."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.rules.clock import count_open_days_left
from madoguchi.platform.screens.assets import asset_url
from madoguchi.platform.screens.due import describe_due
from madoguchi.platform.screens.wording import say

STATE_TONES = {
    "received": ("info", "inbox"),
    "reviewing": ("quiet", "eye"),
    "correction": ("lamp", "hold"),
    "deciding": ("info", "stamp"),
    "approved": ("ok", "check"),
    "refused": ("warn", "error"),
    "withdrawn": ("quiet", "undo"),
    "closed": ("quiet", "done"),
    "arrived": ("warn", "undo"),
}


def show_rows(rows: Iterable[dict[str, Any]], *, on: date, lang: str) -> list[dict[str, Any]]:
    """Rows of the inbox with what a reader sees."""
    return [
        row
        | {
            "due": due_tag(row["due_on"], row["paused_on"], on, lang) if row["is_open"] else "—",
            "state_tag": state_tag(shown_state(row), lang),
            "short_day": f"{row['received_on'].month}/{row['received_on'].day}",
            "iso_day": row["received_on"].isoformat(),
        }
        for row in rows
    ]


@lru_cache(maxsize=4)
def list_words(lang: str) -> dict[str, Any]:
    """The words that each row repeats, looked up once."""
    words = ("due", "applicant", "procedure", "state", "assignee", "papers", "number")
    heads = {word: say(f"cases.{word}", lang) for word in words}
    return {
        "heads": heads
        | {"received": say("cases.received_on", lang), "nobody": say("cases.nobody", lang)},
        "marks": {
            "file": _mark("file", say("cases.papers.files", lang)),
            "message": _mark("message", say("cases.papers.messages", lang)),
        },
        "select_words": say("cases.select_one", lang),
    }


def _mark(icon: str, words: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg><span class="sr">{}</span>',
        asset_url("icons.svg"),
        icon,
        words,
    )


def shown_state(row: dict[str, Any]) -> str:
    """The state, or that a correction has arrived and waits to be read."""
    return "arrived" if row["is_open"] and row["correction_arrived"] else str(row["state"])


@lru_cache(maxsize=2_048)
def due_tag(due_on: date | None, paused_on: date | None, on: date, lang: str) -> SafeString:
    """The due day in words, with its tone and shape."""
    left = None if due_on is None else count_open_days_left(due_on, on, office_calendar())
    due = describe_due(left, paused_days=(on - paused_on).days if paused_on else None, lang=lang)
    return format_html(
        '<span class="due" data-tone="{}"{}>{}{}</span>',
        due.tone,
        format_html(' data-kind="{}"', due.kind) if due.kind else "",
        _shape(due.shape, due.shape_kind),
        due.text,
    )


@lru_cache(maxsize=64)
def state_tag(state: str, lang: str) -> SafeString:
    """The state in words, with its tone and icon."""
    tone, icon = STATE_TONES[state]
    return format_html(
        '<span class="tag" data-tone="{}"><svg class="icon" aria-hidden="true">'
        '<use href="{}#i-{}"/></svg>{}</span>',
        tone,
        asset_url("icons.svg"),
        icon,
        say(f"cases.state.{state}", lang),
    )


def _shape(name: str, kind: str) -> SafeString:
    return format_html(
        '<svg class="shape"{} viewBox="0 0 16 16" aria-hidden="true"><use href="{}#s-{}"/></svg>',
        format_html(' data-kind="{}"', kind) if kind else "",
        asset_url("icons.svg"),
        name,
    )
