# SPDX-License-Identifier: Apache-2.0
"""What does an officer see of one case? Everything on its page, read with few queries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

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
from madoguchi.engines.cases.policy import NO_SUCH_CASE, check_may_see
from madoguchi.engines.cases.queries.case_parts import find_by_number, read_parts
from madoguchi.engines.cases.queries.duplicates import Duplicate, list_duplicates
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.neighbours import find_neighbours
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import parse_receipt_number
from madoguchi.kernel.refusal import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class CaseView:
    """All rows of one case."""

    case: Case
    edition: Edition
    actions: list[CaseAction]
    files: list[CaseFile]
    notes: list[Note]
    messages: list[Message]
    tasks: list[Task]
    opinions: list[Opinion]
    corrections: list[CorrectionRequest]
    letters: list[Letter]
    duplicates: list[Duplicate]
    amendments: list[Amendment]
    previous: str
    next: str

    @property
    def open_correction(self) -> CorrectionRequest | None:
        """The request that the applicant has not answered."""
        return next((one for one in self.corrections if one.ended_at is None), None)


def get_case(number: str, *, actor: Actor) -> Case:
    """The case with its content, by receipt number.

    Raises:
        NotFound: no such case, or not for this person.
    """
    try:
        number = parse_receipt_number(number)
    except Refusal:
        raise NotFound(NO_SUCH_CASE) from None
    case = find_by_number(number)
    if case is None:
        raise NotFound(NO_SUCH_CASE)
    check_may_see(actor, case)
    return case


def find_case(submission_id: UUID) -> Case | None:
    """The case of a submission, if there is one."""
    return Case.objects.filter(submission_id=submission_id).first()


def list_cases(**conditions: Any) -> list[Case]:
    """Cases by columns, the newest first: for journeys, tests and the operator."""
    return list(Case.objects.filter(**conditions).order_by("-received_at"))


def view_case(case: Case, *, actor: Actor) -> CaseView:
    """Everything that the case page shows."""
    previous, following = find_neighbours(case, actor=actor)
    return CaseView(
        case=case,
        edition=get_edition(case.procedure_id, case.revision),
        duplicates=list_duplicates(case, actor=actor),
        **read_parts(case.id),
        previous=previous,
        next=following,
    )
