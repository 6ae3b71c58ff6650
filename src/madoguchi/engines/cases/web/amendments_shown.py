# SPDX-License-Identifier: Apache-2.0
"""How do requests for correction stand on the page of a case, and is the person still reached?"""

from typing import Any

from django.urls import reverse

from madoguchi.engines.cases.queries.case_page import CaseView
from madoguchi.platform.screens.wording import say


def show_amendments(view: CaseView, lang: str) -> list[dict[str, Any]]:
    """Every request with its answer, those without one first."""
    rows = sorted(view.amendments, key=lambda one: one.outcome != "open")
    return [
        {
            "label": row.label,
            "kind": say(f"cases.amendments.kind.{row.kind}", lang) if row.kind != "amend" else "",
            "asked": row.asked,
            "asked_at": row.asked_at,
            "is_open": row.outcome == "open",
            "outcome": ""
            if row.outcome == "open"
            else say(f"cases.amendments.did.{row.outcome}", lang),
            "tone": "ok" if row.outcome == "granted" else "quiet",
            "answer": row.answer,
            "by": row.answered_by_name,
            "answered_at": row.answered_at,
            "url": reverse("cases:amendment", args=[view.case.number, row.id]),
        }
        for row in rows
    ]


def is_unreachable(view: CaseView) -> bool:
    """Whether the account was erased and no receipt secret was taken along."""
    left = any(action.kind == "account_left" for action in view.actions)
    return left and not view.case.content.reply_key
