# SPDX-License-Identifier: Apache-2.0
"""What of the cases has to outlast a restore to an older state? Destructions and given numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.engines.cases.models import Destruction, LetterCounter


@dataclass(frozen=True, slots=True)
class DestroyedCase:
    """An entry of the register of destroyed cases, as it is written outside the database."""

    id: UUID
    case_id: UUID
    number: str
    procedure_id: str
    section: str
    outcome: str
    classification: str
    closed_on: date
    destroy_on: date
    destroyed_at: datetime
    destroyed_by_name: str


@dataclass(frozen=True, slots=True)
class GivenNumbers:
    """How far the document numbers of a section have gone in a fiscal year."""

    section: str
    fiscal_year: int
    last: int


def list_destroyed() -> Iterator[DestroyedCase]:
    """Every destroyed case, oldest first; without the name of who did it."""
    for row in Destruction.objects.order_by("destroyed_at").iterator():
        yield DestroyedCase(
            id=row.id,
            case_id=row.case_id,
            number=row.number,
            procedure_id=row.procedure_id,
            section=row.section,
            outcome=row.outcome,
            classification=row.classification,
            closed_on=row.closed_on,
            destroy_on=row.destroy_on,
            destroyed_at=row.destroyed_at,
            destroyed_by_name="",
        )


def list_given_numbers() -> Iterator[GivenNumbers]:
    """The last document number of each section and year."""
    for row in LetterCounter.objects.filter(last__gt=0).order_by("section", "fiscal_year"):
        yield GivenNumbers(row.section, row.fiscal_year, row.last)
