# SPDX-License-Identifier: Apache-2.0
"""Which rows belong to a case? Asked at each opening of a page, so in words that are kept."""

from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, Field, Model, OuterRef, QuerySet, UUIDField

from madoguchi.engines.cases.models import (
    Amendment,
    Case,
    CaseAction,
    CaseFile,
    CorrectionRequest,
    Letter,
    Message,
    Note,
    Opinion,
    Task,
)
from madoguchi.platform.transactions.api import Given, Prepared

MOST_ACTIONS = 200
_CASE: Field[Any, Any] = UUIDField()


def _of_case(model: type[Model]) -> QuerySet[Any, Any]:
    return model._default_manager.filter(case_id=Given(0, _CASE))


_PARTS: dict[str, tuple[type[Model], Prepared[Any]]] = {
    "files": (CaseFile, Prepared(lambda: _of_case(CaseFile))),
    "notes": (Note, Prepared(lambda: _of_case(Note)[:50])),
    "messages": (Message, Prepared(lambda: _of_case(Message)[:100])),
    "tasks": (Task, Prepared(lambda: _of_case(Task)[:50])),
    "opinions": (Opinion, Prepared(lambda: _of_case(Opinion))),
    "corrections": (
        CorrectionRequest,
        Prepared(lambda: _of_case(CorrectionRequest).defer("sealed_before")),
    ),
    "letters": (Letter, Prepared(lambda: _of_case(Letter).defer("sealed_pdf"))),
    "amendments": (Amendment, Prepared(lambda: _of_case(Amendment))),
}


def _which() -> QuerySet[Any, Any]:
    held = [
        Exists(model._default_manager.filter(case_id=OuterRef("id")).order_by())
        for model, _ in _PARTS.values()
    ]
    return Case.objects.filter(id=Given(0, _CASE)).values_list(*held)


_WHICH: Prepared[Any] = Prepared(_which)
_ACTIONS: Prepared[Any] = Prepared(lambda: _of_case(CaseAction).order_by("-seq")[:MOST_ACTIONS])
_BY_NUMBER: Prepared[Any] = Prepared(
    lambda: Case.objects.select_related("content").filter(number=Given(0, CharField()))
)


def find_by_number(number: str) -> Case | None:
    """The case with its content, by its whole receipt number."""
    found = _BY_NUMBER.objects(number)
    return found[0] if found else None


def read_parts(case_id: UUID) -> dict[str, list[Any]]:
    """The rows of a case by what they are; most cases have few kinds, so the rest is not asked."""
    (held,) = _WHICH.rows(case_id) or [()]
    found: dict[str, list[Any]] = {"actions": _ACTIONS.objects(case_id)}
    for (name, (_, question)), is_there in zip(_PARTS.items(), held, strict=True):
        found[name] = question.objects(case_id) if is_there else []
    return found
