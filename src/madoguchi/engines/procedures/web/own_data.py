# SPDX-License-Identifier: Apache-2.0
"""What does the city hold of this application, where from, and who read it?"""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.request_own_data import request_own_data
from madoguchi.engines.procedures.queries.compiled import compiled_of
from madoguchi.engines.procedures.queries.data_requests import is_under_way
from madoguchi.engines.procedures.queries.notes import read_notes
from madoguchi.engines.procedures.rules.refusals import ApplicationUnknown
from madoguchi.engines.procedures.web.access import Access, open_submission
from madoguchi.engines.procedures.web.frame import Crumb, help_for, words_of
from madoguchi.engines.procedures.web.held_shown import (
    amend_url,
    describe_about,
    may_amend,
    show_amendments,
    show_groups,
    show_records,
    show_value,
)
from madoguchi.engines.procedures.web.opening import ask_to_unlock
from madoguchi.engines.procedures.web.receipt import GUARD
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import DataReport, HeldValue
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

SEEN = frozenset({"page", "letter", "preview", "file", "look", "api", "original"})


@open_to_all(GUARD)
@never_cache
def own_data(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Show the newest report; with POST a new one is asked for."""
    at, lang = now(), lang_of(request)
    access = open_submission(request, submission_id, at=at)
    if access.is_locked:
        return ask_to_unlock(request)
    if request.method == "POST":
        request_own_data(
            submission=access.submission, request_id=new_id(), actor=actor_on(request), at=at
        )
        messages.success(request, say("procedures.data.asked", lang))
        return HttpResponseRedirect(request.path)
    row = access.submission
    procedure = compiled_of(row.revision).definition
    report = _newest(access)
    values = {
        "procedure": words_of(procedure, lang),
        "number": row.receipt_number,
        "crumbs": _crumbs(access, lang),
        "help": help_for(procedure, lang),
        "report": _shown(report, lang, row.id) if report else None,
        "about": describe_about(report, lang) if report else [],
        "readings_columns": [
            {"key": key, "label": say(f"procedures.data.readings.{key}", lang)}
            for key in ("at", "who", "what", "purpose")
        ],
        "readings_rows": [_reading(one, lang) for one in report.readings] if report else [],
        "groups": show_groups(report.groups, lang) if report else [],
        "amendments": show_amendments(report.amendments, lang) if report else [],
        "waiting": is_under_way(row, at),
        "portal": _on_portal(access, lang),
        "json_url": reverse("procedures:own-data-json", args=[row.id]),
        "status_url": reverse("procedures:status", args=[row.id]),
    }
    return render(request, "procedures/own_data.html", values)


@open_to_all(GUARD)
@never_cache
def own_data_json(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The newest report as a file that other programs read."""
    access = open_submission(request, submission_id, at=now())
    if access.is_locked:
        return ask_to_unlock(request)
    report = _newest(access)
    if report is None:
        raise ApplicationUnknown
    response = HttpResponse(report.model_dump_json(indent=2), content_type="application/json")
    name = f"{access.submission.receipt_number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _newest(access: Access) -> DataReport | None:
    if access.opener is None:
        return None
    notes = read_notes(access.submission, access.opener)
    reports = [one.note.data for one in notes if one.note and one.note.data]
    return reports[-1] if reports else None


def _on_portal(access: Access, lang: str) -> list[dict[str, str]]:
    """What this portal keeps in clear text, and that is all."""
    row = access.submission
    held = {
        "number": row.receipt_number,
        "procedure": compiled_of(row.revision).definition.title.pick(lang),
        "submitted": format_instant(row.submitted_at, lang),
        "state": say(f"procedures.state.{row.state}", lang),
        "sealed": say("procedures.data.portal.sealed_count", lang, count=row.notes.count()),
    }
    return [
        {"label": say(f"procedures.data.portal.{key}", lang), "text": text}
        for key, text in held.items()
    ]


def _shown(report: DataReport, lang: str, submission_id: UUID) -> dict[str, Any]:
    return {
        "groups": [
            {
                "id": f"held-{place}",
                "title": title,
                "rows": [_value(one, lang, submission_id) for one in rows],
            }
            for place, (title, rows) in enumerate(groupby(report.values, key=lambda one: one.group))
        ],
        "files": [
            {"label": file.name, "text": format_instant(file.at, lang)} for file in report.files
        ],
        "records": show_records(report.records, lang),
        "more_readings": report.more_readings,
    }


def _value(one: HeldValue, lang: str, submission_id: UUID) -> dict[str, str]:
    shown = show_value(one, lang)
    if may_amend(one):
        shown["change_href"] = amend_url(submission_id, one)
    return shown


def _reading(one: Any, lang: str) -> dict[str, str]:
    kind = one.what.partition(":")[0]
    kind = kind if kind in SEEN else "page"
    return {
        "at": format_instant(one.at, lang),
        "who": f"{one.section} {one.post} {one.name}".strip()
        or say("procedures.data.someone", lang),
        "what": say(f"procedures.data.what.{kind}", lang),
        "purpose": one.purpose,
    }


def _crumbs(access: Access, lang: str) -> list[Crumb]:
    name = "procedures:mine" if access.by_account else "procedures:lookup"
    key = "procedures.mine.title" if access.by_account else "procedures.lookup.title"
    title = compiled_of(access.submission.revision).definition.title.pick(lang)
    url = reverse("procedures:status", args=[access.submission.id])
    return [
        Crumb(say(key, lang), reverse(name)),
        Crumb(title, url),
        Crumb(say("procedures.data.title", lang)),
    ]
