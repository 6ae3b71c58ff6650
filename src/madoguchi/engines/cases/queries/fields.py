# SPDX-License-Identifier: Apache-2.0
"""What do the answers of a case say under its own revision?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.kernel.definition.calculate_fee import calculate_fee
from madoguchi.kernel.definition.choose_section import CheckResult
from madoguchi.kernel.definition.choose_section import choose_section as find_section
from madoguchi.kernel.definition.choose_section import run_checks as check_answers
from madoguchi.kernel.definition.describe import describe
from madoguchi.kernel.definition.results import AnswerError, DescribedRow, DescribedStep
from madoguchi.kernel.definition.validate_all import validate_all


@dataclass(frozen=True, slots=True)
class CaseField:
    """A field of a case, with its value in words."""

    step: str
    question: str
    item: int | None
    group: str
    label: str
    text: str
    correctable: bool


def list_described(edition: Edition, case: Case, lang: str = "ja") -> tuple[DescribedStep, ...]:
    """The answers in words, as of the day on which they were filed."""
    context = edition.context(on=case.received_on, identity=case.identity)
    return describe(edition.compiled, case.content.answers, context, lang)


def name_origin(step: DescribedStep, row: DescribedRow) -> str:
    """Under which name the source of a value is kept: of an item with its step and number."""
    if step.item is None:
        return row.question_id
    return f"{step.step_id}.{step.item}.{row.question_id}"


def list_fields(edition: Edition, case: Case) -> list[CaseField]:
    """Every field that was asked."""
    return [
        CaseField(
            step=step.step_id,
            question=row.question_id,
            item=step.item,
            group=step.title,
            label=row.label,
            text=row.text,
            correctable=_is_correctable(edition, row.question_id),
        )
        for step in list_described(edition, case)
        for row in step.rows
    ]


def list_marks(*, case_id: UUID, questions: Collection[str]) -> list[CaseField]:
    """The fields of a case that may be corrected, of some questions."""
    case = Case.objects.select_related("content").get(id=case_id)
    fields = list_fields(get_edition(case.procedure_id, case.revision), case)
    return [field for field in fields if field.question in questions and field.correctable]


def list_errors(
    edition: Edition, answers: Mapping[str, Any], *, identity: str, on: date
) -> tuple[AnswerError, ...]:
    """What the second validation finds."""
    return validate_all(edition.compiled, answers, edition.context(on=on, identity=identity))


def run_checks(edition: Edition, case: Case) -> tuple[CheckResult, ...]:
    """The definition's own checks."""
    if not edition.procedure.checks:
        return ()
    context = edition.context(on=case.received_on, identity=case.identity)
    return check_answers(edition.compiled, case.content.answers, context)


def choose_section(edition: Edition, answers: Mapping[str, Any], *, identity: str, on: date) -> str:
    """The section in charge."""
    if not edition.procedure.routes:
        return edition.procedure.section
    context = edition.context(on=on, identity=identity)
    return find_section(edition.compiled, answers, context)


def compute_fee(
    edition: Edition, answers: Mapping[str, Any], *, identity: str, on: date
) -> int | None:
    """The fee in yen; None where there is no rule, or it cannot be computed."""
    if edition.procedure.fee is None:
        return None
    context = edition.context(on=on, identity=identity)
    fee = calculate_fee(edition.compiled, answers, context, final=True)
    return fee.yen if fee else None


def _is_correctable(edition: Edition, question: str) -> bool:
    found = edition.compiled.by_question.get(question)
    return found is not None and bool(getattr(found[1].question, "correctable", False))
