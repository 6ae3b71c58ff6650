# SPDX-License-Identifier: Apache-2.0
"""How are answers, checks, files and actions of a case put into words?"""

from typing import Any

from madoguchi.engines.cases.models import Case, CaseAction
from madoguchi.engines.cases.queries.case_page import CaseView
from madoguchi.engines.cases.queries.city import section_name
from madoguchi.engines.cases.queries.fields import list_described, name_origin, run_checks
from madoguchi.kernel.application import Provenance
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.definition.results import DescribedRow, DescribedStep
from madoguchi.platform.screens.wording import say

ORIGINS = {
    "typed": ("quiet", "edit"),
    "card": ("info", "card"),
    "gbizid": ("info", "building"),
    "earlier_case": ("info", "undo"),
    "resident_record": ("ok", "home"),
    "scan": ("warn", "scan"),
    "officer": ("quiet", "user"),
}
TONES = {
    "opened": ("ok", "inbox"),
    "correction_requested": ("warn", "hold"),
    "correction_received": ("ok", "undo"),
    "message_received": ("info", "message"),
    "message_sent": ("info", "message"),
    "approved": ("ok", "check"),
    "refused": ("warn", "error"),
    "withdrawn": ("quiet", "undo"),
    "letter_issued": ("ok", "file"),
    "term_extended": ("warn", "clock"),
    "decision_proposed": ("info", "stamp"),
    "noted": ("quiet", "done"),
    "sent_back": ("warn", "undo"),
    "reopened": ("warn", "undo"),
    "note_written": ("quiet", "edit"),
    "opinion_asked": ("info", "message"),
    "opinion_answered": ("ok", "message"),
    "amendment_asked": ("warn", "edit"),
    "amendment_answered": ("ok", "edit"),
    "account_left": ("warn", "user"),
}


def show_answers(view: CaseView, lang: str) -> list[dict[str, Any]]:
    """Panels of answers with origin and marks of a running correction."""
    provenance = view.case.content.provenance
    request = view.open_correction
    marked = (
        {(f["step"], f["question"], f["item"]): f["reason"] for f in request.fields}
        if (request)
        else {}
    )
    return [
        {
            "id": f"a-{step.step_id}-{step.item if step.item is not None else 'x'}",
            "title": step.title,
            "rows": [_row(row, step, provenance, marked, lang) for row in step.rows],
        }
        for step in list_described(view.edition, view.case)
    ]


def _row(
    row: DescribedRow,
    step: DescribedStep,
    provenance: dict[str, Any],
    marked: dict[tuple[str, str, int | None], str],
    lang: str,
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "label": row.label,
        "text": row.text,
        "lines": row.lines,
        "origin": show_origin(provenance.get(name_origin(step, row)), lang),
    }
    reason = marked.get((step.step_id, row.question_id, step.item))
    if reason is not None:
        shown["tag"] = {"tone": "lamp", "icon": "edit", "text": say("cases.marked", lang)}
        shown["note"] = reason
    return shown


def show_origin(raw: Any, lang: str) -> dict[str, str]:
    """Where a value came from, with its age or confidence."""
    origin = Provenance.model_validate(raw) if raw else None
    source = origin.source if origin else "typed"
    tone, icon = ORIGINS[source]
    words = say(f"cases.origin.{source}", lang)
    if origin and origin.confidence is not None:
        words += f" {origin.confidence:.0%}"
    elif origin and source != "typed":
        local = to_local(origin.at)
        words += f" {local.month}/{local.day}"
    return {"tone": tone, "icon": icon, "text": words}


def show_checks(view: CaseView, lang: str) -> dict[str, Any]:
    """Findings of the second validation, and the definition's own checks."""
    rows = [
        {
            "label": found.get("label") or found.get("question") or "",
            "note": found["message"],
            "tag": {"tone": "warn", "icon": "warn", "text": say("cases.check.look", lang)},
        }
        for found in view.case.content.findings
    ]
    checks = run_checks(view.edition, view.case)
    rows += [
        {
            "label": check.label.pick(lang),
            "note": check.explain.pick(lang) if check.explain else "",
            "tag": {"tone": "ok", "icon": "check", "text": say("cases.check.good", lang)}
            if check.good
            else {"tone": "warn", "icon": "warn", "text": say("cases.check.look", lang)},
        }
        for check in checks
    ]
    good_count = sum(1 for check in checks if check.good)
    return {"rows": rows, "good": good_count, "all": len(rows)}


def show_timeline(view: CaseView, lang: str) -> list[dict[str, Any]]:
    """The actions in words, the newest first."""
    return [
        {
            "tone": TONES.get(action.kind, ("quiet", "flag"))[0],
            "icon": TONES.get(action.kind, ("quiet", "flag"))[1],
            "title": say(f"cases.action.{action.kind}", lang),
            "at": action.at,
            "note": _who(action, lang),
            "text": _more(action),
            "current": index == 0 and view.case.is_open,
        }
        for index, action in enumerate(view.actions)
    ]


def _who(action: CaseAction, lang: str) -> str:
    if action.actor_kind == "system":
        return say("cases.by_system", lang)
    if action.actor_kind in {"citizen", "guest"}:
        return say("cases.by_applicant", lang)
    return action.actor_name


def _more(action: CaseAction) -> str:
    data = action.data
    parts = [data.get("name"), data.get("reason"), data.get("document_number"), data.get("title")]
    if data.get("section"):
        parts.append(section_name(data["section"]))
    if data.get("reasons"):
        parts += data["reasons"]
    if data.get("law"):
        parts.append(data["law"])
    return "、".join(str(part) for part in parts if part)


def show_messages(view: CaseView, lang: str) -> list[dict[str, Any]]:
    """The thread with the applicant, the oldest first."""
    return [
        {
            "mine": not message.from_applicant,
            "who": _applicant(view.case, lang),
            "at": message.written_at,
            "text": message.text,
        }
        for message in reversed(view.messages)
    ]


def _applicant(case: Case, lang: str) -> str:
    return case.applicant_name or say("cases.by_applicant", lang)
