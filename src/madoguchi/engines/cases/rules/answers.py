# SPDX-License-Identifier: Apache-2.0
"""What do the answers say about the applicant, and how are corrected values put in?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.kernel.definition.schema import Procedure

FULL_TEXT = ("text", "long_text", "person_name", "corporate_number")
"""Types whose words are always found."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """The applicant as the answers name them."""

    name: str = ""
    kana: str = ""
    birth_on: date | None = None
    birth_text: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


def read_applicant(procedure: Procedure, answers: Mapping[str, Any]) -> Applicant:
    """The applicant, by the questions that the definition names for it."""
    values = {part: answers.get(question) for part, question in procedure.applicant.items()}
    name, birth = values.get("name"), values.get("birth")
    return Applicant(
        name=join_name(name),
        kana=join_kana(name),
        birth_on=_birth_on(birth),
        birth_text=str(birth.get("text") or "") if isinstance(birth, Mapping) else "",
        address=join_address(values.get("address")),
        phone=_plain(values.get("phone")),
        email=_plain(values.get("email")),
    )


def join_name(value: Any) -> str:
    """A person's name in one line."""
    if isinstance(value, Mapping):
        return f"{value.get('family') or ''} {value.get('given') or ''}".strip()
    return _plain(value)


def join_kana(value: Any) -> str:
    """The reading of a person's name in one line."""
    if isinstance(value, Mapping):
        return f"{value.get('family_kana') or ''} {value.get('given_kana') or ''}".strip()
    return ""


def join_address(value: Any) -> str:
    """An address in one line, without its postcode."""
    if isinstance(value, Mapping):
        return " ".join(str(value[p]) for p in ("town", "block", "building") if value.get(p))
    return _plain(value)


def values_before(
    answers: Mapping[str, Any], marked: Iterable[tuple[str, str, int | None]]
) -> dict[str, Any]:
    """The values of marked fields, under names such as ``phone`` or ``children.1.child_birth``."""
    before: dict[str, Any] = {}
    for step, question, item in marked:
        if item is None:
            before[question] = answers.get(question)
            continue
        rows = answers.get(step)
        if isinstance(rows, list) and 0 <= item < len(rows):
            before[f"{step}.{item}.{question}"] = rows[item].get(question)
    return before


def list_searchable(procedure: Procedure, answers: Mapping[str, Any]) -> list[str]:
    """The words of the questions that officers search by, of repeated steps too."""
    words: list[str] = []
    for step in procedure.steps:
        wanted = [question for question in step.questions if _is_searchable(question)]
        rows = answers.get(step.id) if step.repeat else [answers]
        for row in rows if isinstance(rows, list) else []:
            for question in wanted:
                words += _words(row.get(question.id)) if isinstance(row, Mapping) else []
    return words


def _is_searchable(question: Any) -> bool:
    return bool(getattr(question, "searchable", False)) or question.type in FULL_TEXT


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        if "family" in value:
            return [join_name(value), join_kana(value)]
        if "town" in value:
            return [join_address(value)]
        return [str(part) for part in value.values() if isinstance(part, str)]
    return []


def _birth_on(value: Any) -> date | None:
    text = value.get("value") if isinstance(value, Mapping) else None
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""
