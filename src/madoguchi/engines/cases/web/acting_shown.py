# SPDX-License-Identifier: Apache-2.0
"""Who acts for whom in a case? Two persons, shown apart, so that nobody takes one for the other."""

from typing import Any

from madoguchi.engines.cases.queries.case_page import CaseView
from madoguchi.engines.cases.rules.answers import join_address, join_kana, join_name
from madoguchi.kernel.definition.acting import (
    ADDRESS,
    NAME,
    PHONE,
    is_for_another,
    letters_go_to_agent,
    role_of,
)
from madoguchi.platform.screens.wording import say


def show_acting(view: CaseView, lang: str) -> dict[str, Any] | None:
    """The principal and who acts; None where the applicant acts for themselves."""
    case, answers = view.case, view.case.content.answers
    if not is_for_another(answers):
        return None
    role = say(f"cases.acting.{role_of(answers)}", lang)
    agent = {
        "name": join_name(answers.get(NAME)),
        "kana": join_kana(answers.get(NAME)),
        "address": join_address(answers.get(ADDRESS)),
        "phone": str(answers.get(PHONE) or ""),
    }
    to_agent = letters_go_to_agent(view.edition.procedure, answers)
    letters = "agent" if to_agent else "principal"
    return {
        "role": role,
        "principal": _rows({"name": case.applicant_name, "kana": case.applicant_kana, "address": case.applicant_address}, lang),
        "agent": _rows(agent, lang),
        "letters": say(f"cases.acting.letters_{letters}", lang),
    }  # fmt: skip


def _rows(known: dict[str, str], lang: str) -> list[dict[str, str]]:
    return [
        {"label": say(f"cases.acting.{name}", lang), "text": value}
        for name, value in known.items()
        if value
    ]
