# SPDX-License-Identifier: Apache-2.0
"""The officer's views: unusual hours, bulk readings, relatives, who read one subject; as CSV too."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from madoguchi.kernel.clock import now, to_local, today
from madoguchi.platform.oversight.look import Question, is_cut, look
from madoguchi.platform.oversight.queries import MOST_READ, Finding
from madoguchi.platform.oversight.rules import MANY, MANY_LISTED
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

TABS = ("hours", "bulk", "relatives", "subject")
DAYS = (1, 7, 30, 90)
SIZE, MOST_SHOWN = 50, 500
PIECE_BYTES = 32_768
COLUMNS = ("at", "staff", "action", "subject", "purpose", "why", "count")
_ACTIONS = frozenset(
    {
        "cases.read",
        "cases.original_opened",
        "cases.listed",
        "cases.exported",
        "booking.contacts.read",
        "queue.note.read",
    }
)


def show_findings(request: HttpRequest) -> HttpResponse:
    """The first rows of a view, page by page, and where the rest is to be found."""
    lang = lang_of(request)
    question, days = _question(request)
    purpose = say("oversight.purpose", "ja")
    found = look(question=question, purpose=purpose, actor=actor_on(request), at=now())
    rows = list(islice(found, MOST_SHOWN + 1))
    has_more, rows = len(rows) > MOST_SHOWN, rows[:MOST_SHOWN]
    page = _page_number(request)
    shown = {
        "tabs": [_tab(request, key, question.view, lang) for key in TABS],
        "view": question.view,
        "explain": say(
            f"oversight.explain.{question.view}", lang, many=MANY, many_listed=MANY_LISTED
        ),
        "days": days,
        "periods": [(n, say("oversight.days", lang, count=n)) for n in DAYS],
        "asked": question.asked,
        "columns": [_column(key, lang) for key in COLUMNS],
        "rows": [_row(one, lang) for one in rows[(page - 1) * SIZE : page * SIZE]],
        "total": len(rows),
        "cut": _cut_words(question, lang, has_more=has_more),
        "pager": make_pager(request.GET, page=page, size=SIZE, total=len(rows)),
        "export_url": f"{reverse('oversight:export')}?{request.GET.urlencode()}",
    }
    return render(request, "oversight/findings.html", shown)


def _cut_words(question: Question, lang: str, *, has_more: bool) -> list[str]:
    """What the page leaves out."""
    words = []
    if has_more:
        words.append(say("oversight.cut", lang, count=f"{MOST_SHOWN:,}"))
    if is_cut(question):
        words.append(say("oversight.cut_reads", lang, count=f"{MOST_READ:,}"))
    return words


def send_export(request: HttpRequest) -> StreamingHttpResponse:
    """All rows of a view as CSV (UTF-8 with a mark, for Excel), sent as they are read."""
    lang = lang_of(request)
    question, _ = _question(request)
    purpose = say("oversight.purpose_export", "ja")
    found = look(question=question, purpose=purpose, actor=actor_on(request), at=now(), most=None)
    response = StreamingHttpResponse(_csv(found, lang), content_type="text/csv; charset=utf-8")
    name = f"readings-{question.view}-{today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _csv(found: Iterable[Finding], lang: str) -> Iterator[bytes]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([_column(key, lang)["label"] for key in COLUMNS])
    yield b"\xef\xbb\xbf"
    for one in found:
        row = _row(one, lang)
        writer.writerow([_safe(str(row[key])) for key in COLUMNS])
        if line.tell() > PIECE_BYTES:
            yield _take(line)
    yield _take(line)


def _take(line: io.StringIO) -> bytes:
    piece = line.getvalue().encode()
    line.seek(0)
    line.truncate()
    return piece


def _question(request: HttpRequest) -> tuple[Question, int]:
    view = request.GET.get("view", "")
    asked = request.GET.get("subject", "").strip()[:200]
    typed = request.GET.get("days", "")
    days = int(typed) if typed.isascii() and typed.isdigit() and int(typed) in DAYS else 30
    at = now()
    first = to_local(at).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    return Question(view if view in TABS else "hours", first, at, asked), days


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return min(max(int(typed), 1), 1000) if typed.isascii() and typed.isdigit() else 1


def _tab(request: HttpRequest, key: str, current: str, lang: str) -> dict[str, Any]:
    asked = {"view": key} | ({"days": request.GET["days"]} if "days" in request.GET else {})
    label = say(f"oversight.tab.{key}", lang)
    return {"label": label, "href": f"?{urlencode(asked)}", "current": key == current}


def _column(key: str, lang: str) -> dict[str, Any]:
    label = say(f"oversight.column.{key}", lang)
    return {"key": key, "label": label, "num": key == "count", "head": key == "at"}


def _row(one: Finding, lang: str) -> dict[str, Any]:
    action = one.action if one.action in _ACTIONS else "other"
    return {
        "at": format_instant(one.at, lang),
        "staff": one.staff,
        "action": say(f"oversight.action.{action}", lang),
        "subject": one.subject,
        "purpose": one.purpose,
        "why": say(f"oversight.why.{one.why}", lang),
        "count": one.count,
    }


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell
