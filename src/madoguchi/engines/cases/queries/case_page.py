# SPDX-License-Identifier: Apache-2.0
"""What does an officer see of one case? Everything on its page, read with few queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

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
from madoguchi.engines.cases.policy import NO_SUCH_CASE, check_may_see, visible_sections
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.inbox import of_sections
from madoguchi.engines.cases.rules.duplicates import Keys, Likeness, compare
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import parse_receipt_number
from madoguchi.kernel.refusal import NotFound, Refusal

MOST_ACTIONS = 200
MOST_DUPLICATES = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another case that may be about the same person, and why."""

    case: Case
    likeness: Likeness


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
    case = Case.objects.select_related("content").filter(number=number).first()
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
    corrections = list(case.corrections.defer("sealed_before"))
    previous, following = find_neighbours(case, actor=actor)
    return CaseView(
        case=case,
        edition=get_edition(case.procedure_id, case.revision),
        actions=list(case.actions.order_by("-seq")[:MOST_ACTIONS]),
        files=list(case.files.all()),
        notes=list(case.notes.all()[:50]),
        messages=list(case.messages.all()[:100]),
        tasks=list(case.tasks.all()[:50]),
        opinions=list(case.opinions.all()),
        corrections=corrections,
        letters=list(case.letters.defer("sealed_pdf")),
        duplicates=list_duplicates(case, actor=actor),
        amendments=list(case.amendments.all()),
        previous=previous,
        next=following,
    )


def list_duplicates(case: Case, *, actor: Actor) -> list[Duplicate]:
    """Cases that may be about the same person, within the reader's sections."""
    conditions = _same_person(case)
    if conditions is None:
        return []
    rows = of_sections(visible_sections(actor)).filter(conditions).exclude(id=case.id)
    one = keys_of(case)
    found = [(row, compare(one, keys_of(row))) for row in rows[:MOST_DUPLICATES]]
    return [Duplicate(row, likeness) for row, likeness in found if likeness]


def keys_of(case: Case) -> Keys:
    """What a case is compared by."""
    return Keys(case.name_key, case.applicant_birth_on, case.address_key, case.phone_key)


def _same_person(case: Case) -> Q | None:
    """Each pair of keys that must be equal; None where the case names nobody."""
    birth = case.applicant_birth_on
    conditions = []
    if case.name_key and birth:
        conditions.append(Q(name_key=case.name_key, applicant_birth_on=birth))
    if case.address_key and birth:
        conditions.append(Q(address_key=case.address_key, applicant_birth_on=birth))
    if case.name_key and case.address_key:
        conditions.append(Q(name_key=case.name_key, address_key=case.address_key))
    if case.name_key and case.phone_key:
        conditions.append(Q(name_key=case.name_key, phone_key=case.phone_key))
    joined: Q | None = None
    for condition in conditions:
        joined = condition if joined is None else joined | condition
    return joined


def find_neighbours(case: Case, *, actor: Actor) -> tuple[str, str]:
    """Numbers of the cases before and after this one in the inbox: of the reader, or the section."""
    if not case.is_open:
        return "", ""
    rows = Case.objects.filter(is_open=True)
    if case.assignee_ref and case.assignee_ref == actor.ref:
        rows = rows.filter(assignee_ref=actor.ref)
    elif case.section in (visible_sections(actor) or {case.section}):
        rows = rows.filter(section=case.section)
    else:
        return "", ""
    both = (_before(rows, case, case.order_on), _after(rows, case, case.order_on))
    asked = [Subquery(found.values("number")[:1]) for found in both]
    before, after = Case.objects.filter(id=case.id).values_list(*asked).get()
    return before or "", after or ""


def _before(rows: QuerySet[Case], case: Case, on: date) -> QuerySet[Case]:
    earlier = rows.filter(Q(order_on__lt=on) | Q(id__lt=case.id), order_on__lte=on)
    return earlier.order_by("-order_on", "-id")


def _after(rows: QuerySet[Case], case: Case, on: date) -> QuerySet[Case]:
    later = rows.filter(Q(order_on__gt=on) | Q(id__gt=case.id), order_on__gte=on)
    return later.order_by("order_on", "id")
