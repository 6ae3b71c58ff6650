# SPDX-License-Identifier: Apache-2.0
"""How is the standing of an application told: state, clock, thread, documents, what comes?"""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from madoguchi.engines.procedures.models import Sent, StateChange, Submission
from madoguchi.engines.procedures.queries.notes import ReadNote, find_correction, list_sent
from madoguchi.engines.procedures.queries.submissions import list_changes
from madoguchi.engines.procedures.rules.clock import Clock, Turn, read_clock
from madoguchi.engines.procedures.rules.states import has_ended, look_of, may_write
from madoguchi.engines.procedures.web.frame import intro_url, section_name
from madoguchi.kernel.application import CorrectionNote
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.clock_bar import Stretch, draw_clock
from madoguchi.platform.screens.wording import say


def describe_standing(
    row: Submission, procedure: Procedure, notes: list[ReadNote], lang: str, at: datetime
) -> dict[str, Any]:
    """What the status page tells, besides its frame."""
    changes, sent = list_changes(row), list_sent(row)
    correction = find_correction(row, notes)
    clock = _clock(row, procedure, changes, at)
    tone, icon = look_of(row.state)
    letters = _letters(row, notes, lang)
    return {
        "state": {
            "tone": tone,
            "icon": icon,
            "word": say(f"procedures.state.{row.state}", lang),
            "now": say(f"procedures.status.now.{row.state}", lang),
        },
        "correct": _correct(row, correction, lang) if correction else None,
        "notices": _notices(row, correction, sent, lang),
        "again_url": intro_url(procedure.id) if row.state == "asked_again" else "",
        "clock": _draw_clock(clock, row, lang, at) if clock else None,
        "thread": [_message(one, procedure, lang) for one in reversed(notes) if one.kind != "data"],
        "may_write": may_write(row.state),
        "files": [_receipt(row, lang), *letters],
        "letter": letters[-1] if letters and has_ended(row.state) else None,
        "history": _history(row, changes, clock, lang),
    }


def _correct(row: Submission, correction: CorrectionNote, lang: str) -> dict[str, str]:
    count = len(correction.fields)
    words = say("procedures.status.correct.no_due", lang)
    if correction.due_on:
        day = format_date(correction.due_on, lang)
        words = say("procedures.status.correct.due", lang, day=day)
    return {
        "title": say("procedures.status.correct.title", lang, count=count),
        "text": words,
        "url": reverse("procedures:correct", args=[row.id]),
    }


def _notices(
    row: Submission, correction: CorrectionNote | None, sent: list[Sent], lang: str
) -> list[dict[str, str]]:
    found = []
    kinds = {one.kind for one in sent}
    if row.state == "correction" and correction is None and "correction" in kinds:
        found.append({"tone": "ok", "text": say("procedures.status.correct.sent", lang)})
    if "withdrawal" in kinds and not has_ended(row.state):
        found.append({"tone": "info", "text": say("procedures.status.withdraw_sent", lang)})
    return found


def _message(one: ReadNote, procedure: Procedure, lang: str) -> dict[str, Any]:
    if one.note is None:
        words = say("procedures.status.talk.locked", lang)
        return {"who": section_name(procedure, lang), "at": one.received_at, "text": words}
    parts = [one.note.text]
    if one.note.correction and one.note.correction.message not in one.note.text:
        parts.append(one.note.correction.message)
    return {
        "mine": one.is_own,
        "who": section_name(procedure, lang),
        "at": one.note.written_at,
        "title": one.note.title,
        "text": "\n".join(part for part in parts if part),
    }


def _receipt(row: Submission, lang: str) -> dict[str, str]:
    return {
        "url": reverse("procedures:receipt-pdf", args=[row.id]),
        "title": say("procedures.status.letters.receipt", lang),
    }


def _letters(row: Submission, notes: list[ReadNote], lang: str) -> list[dict[str, str]]:
    """The letters and attachments that the city sent, the oldest first."""
    return [
        {
            "url": reverse("procedures:letter", args=[row.id, file.id]),
            "title": say("procedures.status.letter", lang, title=file.title)
            if file.title
            else file.name,
        }
        for one in notes
        if one.note
        for file in one.note.files
    ]


def _history(
    row: Submission, changes: list[StateChange], clock: Clock | None, lang: str
) -> list[dict[str, Any]]:
    past = [("received", row.submitted_at)]
    past += [(one.state, one.changed_at) for one in changes if one.state != "received"]
    items: list[dict[str, Any]] = []
    for number, (state, at) in enumerate(past):
        tone, icon = look_of(state)
        last = number == len(past) - 1
        items.append(
            {
                "tone": tone if last else "ok",
                "icon": icon if last else "check",
                "title": say(f"procedures.past.{state}", lang),
                "at": at,
                "current": last,
            }
        )
    if not has_ended(row.state):
        day = clock.expected_on if clock else row.due_on
        note = say("procedures.status.next.by", lang, day=format_date(day, lang)) if day else ""
        title = say("procedures.status.next.decision", lang)
        items.append({"tone": "quiet", "icon": "stamp", "title": title, "note": note})
    return items


def _clock(
    row: Submission, procedure: Procedure, changes: list[StateChange], at: datetime
) -> Clock | None:
    if not procedure.standard_days or has_ended(row.state) or row.state == "asked_again":
        return None
    turns = [Turn("received", to_local(row.submitted_at).date())]
    turns += [Turn(one.state, to_local(one.changed_at).date()) for one in changes]
    return read_clock(
        turns,
        today=to_local(at).date(),
        standard_days=procedure.standard_days,
        due_on=row.due_on,
        calendar=current_city().calendar,
    )


def _draw_clock(clock: Clock, row: Submission, lang: str, at: datetime) -> dict[str, Any]:
    expected = format_date(clock.expected_on, lang)
    summary = say(
        "procedures.status.clock.summary",
        lang,
        standard=clock.standard_days,
        used=clock.used,
        paused=clock.paused,
        left=clock.left,
    )
    start = to_local(row.submitted_at).date()
    bar = draw_clock(
        "clock",
        [Stretch("paused" if run.paused else "used", run.days) for run in clock.runs],
        standard_days=clock.standard_days,
        start_label=_short(start, lang),
        end_label=say("procedures.status.clock.end", lang, day=_short(clock.expected_on, lang)),
        summary=summary,
    )
    sentence = say(
        "procedures.status.clock.text", lang, standard=clock.standard_days, used=clock.used
    )
    return {
        "bar": bar,
        "sentence": sentence,
        "paused": clock.paused_now,
        "note": say("procedures.status.clock.note", lang, day=expected),
        "days": _days(clock, start, to_local(at).date(), lang),
    }


def _short(day: date, lang: str) -> str:
    return f"{day.day}/{day.month}" if lang == "en" else f"{day.month}月{day.day}日"


def _days(clock: Clock, start: date, today: date, lang: str) -> list[dict[str, Any]]:
    """Every day so far, and why it counts or not."""
    waiting = say("procedures.status.clock.waiting", lang)
    paused = [(run.from_on, run.until_on) for run in clock.runs if run.paused]
    days = []
    for one in current_city().calendar.explain(start, today):
        waits = one.counted and any(begin < one.date <= end for begin, end in paused)
        reason = waiting if waits else one.reason.pick(lang)
        days.append({"on": one.date, "counted": one.counted and not waits, "reason": reason})
    return days
