# SPDX-License-Identifier: Apache-2.0
"""How is one case shown in a list? Due tag, state tag, the whole line: made once, kept in memory."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

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


KEPT_ROWS = 4_096
"""Lines of a process's memory: colleagues of a section look at the same ones all day, about 1 kB each."""


def show_rows(
    rows: Iterable[dict[str, Any]], *, on: date, lang: str, selectable: bool = False
) -> SafeString:
    """The lines of a list of cases; each is made once for what it says, whoever reads it."""
    lines = (
        _line(
            (row["id"] if selectable else None),
            row["number"],
            due_tag(row["due_on"], row["paused_on"], on, lang)
            if row["is_open"]
            else _ended(row["decided_on"], lang),
            row["applicant_name"],
            row["procedure_title"],
            shown_state(row),
            row["assignee_name"],
            row["received_on"],
            row["file_count"],
            row["message_count"],
            lang,
        )
        for row in rows
    )
    return mark_safe("".join(lines))  # noqa: S308 - each line escapes what it is given


@lru_cache(maxsize=4)
def list_words(lang: str) -> dict[str, Any]:
    """The words of a list's head."""
    words = ("due", "applicant", "procedure", "state", "assignee", "papers", "number")
    heads = {word: say(f"cases.{word}", lang) for word in words}
    return {"heads": heads | {"received": say("cases.received_on", lang)}}


@lru_cache(maxsize=KEPT_ROWS)
def _line(
    case_id: UUID | None,
    number: str,
    due: str,
    applicant: str,
    procedure: str,
    state: str,
    assignee: str,
    received_on: date,
    files: int,
    letters: int,
    lang: str,
) -> str:
    heads = list_words(lang)["heads"]
    shown = number, escape(applicant or say("cases.nobody", lang))
    cells = (
        ("procedure", escape(procedure)),
        ("state", state_tag(state, lang)),
        ("assignee", escape(assignee or "—")),
        ("received", _day(received_on)),
        ("papers", _papers(files, letters, lang)),
        ("number", f'<span class="code">{number}</span>'),
    )
    return "".join(
        (
            "<tr>",
            _choice(case_id, number, lang) if case_id else "",
            f'<td data-label="{escape(heads["due"])}">{due}</td>',
            '<th scope="row"><a href="/cases/{}/">{}</a></th>'.format(*shown),
            *(f'<td data-label="{escape(heads[name])}">{cell}</td>' for name, cell in cells),
            "</tr>",
        )
    )


def _choice(case_id: UUID, number: str, lang: str) -> str:
    words = escape(say("cases.select_one", lang))
    return (
        f'<td data-label=""><label class="choice"><input type="checkbox" name="case" '
        f'value="{case_id}"><span class="sr">{number} {words}</span></label></td>'
    )


def _ended(decided_on: date | None, lang: str) -> str:
    return (
        escape(say("cases.due.decided", lang, day=f"{decided_on:%-m/%-d}")) if decided_on else "—"
    )


def _day(on: date) -> str:
    return f'<time datetime="{on.isoformat()}">{on.month}/{on.day}</time>'


def _papers(files: int, letters: int, lang: str) -> str:
    counted = [
        f"{_mark(icon, say(f'cases.papers.{words}', lang))}{count}"
        for icon, words, count in (("file", "files", files), ("message", "messages", letters))
        if count
    ]
    return f'<span class="flags">{" ".join(counted)}</span>' if counted else "—"


@lru_cache(maxsize=16)
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
