# SPDX-License-Identifier: Apache-2.0
"""Ask the applicant to correct marked fields; the clock waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.start_review import ensure_review
from madoguchi.engines.cases.events import CorrectionRequested
from madoguchi.engines.cases.models import Case, CorrectionRequest
from madoguchi.engines.cases.policy import check_may_work
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.fields import list_fields
from madoguchi.engines.cases.queries.phrases import translate
from madoguchi.engines.cases.rules.states import decide_move
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import CorrectionField, CorrectionNote
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text


@dataclass(frozen=True, slots=True)
class Mark:
    """A field to correct and why."""

    step: str
    question: str
    item: int | None
    reason: str


class CorrectionIncomplete(Refusal):
    """The request names no field, an unknown field, no reason, or a day that has passed."""

    code: ClassVar[str] = "correction_incomplete"


@transaction.atomic
def request_correction(
    *,
    case_id: UUID,
    marks: Sequence[Mark],
    message: str,
    due_on: date | None,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> CorrectionRequest:
    """Mark fields, stop the clock, and tell the applicant, in their language, what to correct.

    行政手続法 第7条: an application that lacks something is corrected or refused without delay.

    Raises:
        CorrectionIncomplete: see there.
        MoveNotAllowed: the case is not in review.
        AnotherWasFaster: the case has moved on.
    """
    case = hold(case_id, version=version)
    check_may_work(actor, case, on=today(at))
    answers = case.content.answers
    check_marks(case, marks, due_on, on=today(at))
    ensure_review(case, actor=actor, at=at)
    decide_move("correction_requested", case.state)
    request = CorrectionRequest.objects.create(
        case=case,
        fields=[_as_row(mark) for mark in marks],
        message=message,
        due_on=due_on,
        asked_at=at,
        asked_on=today(at),
        asked_by_name=actor.name,
    )
    act(
        case,
        "correction_requested",
        actor=actor,
        at=at,
        data={
            "request": str(request.id),
            "fields": [[mark.step, mark.question, mark.item] for mark in marks],
            "due_on": due_on.isoformat() if due_on else None,
        },
        paused_on=request.asked_on,
        correction_arrived=False,
    )
    note = _note(case, request, marks, answers, at)
    announce(CorrectionRequested(case=header(case), at=at, note=note, request_id=request.id))
    return request


def check_marks(case: Case, marks: Sequence[Mark], due_on: date | None, *, on: date) -> None:
    """Refuse a request that the applicant could not act on."""
    if not marks:
        raise CorrectionIncomplete(
            text("直してほしい欄を、1つ以上選んでください。", "Mark at least one field.")
        )
    if any(not mark.reason.strip() for mark in marks):
        raise CorrectionIncomplete(
            text("選んだ欄ごとに、理由を書いてください。", "Write a reason for each marked field.")
        )
    if due_on is not None and due_on <= on:
        raise CorrectionIncomplete(
            text("期限は、明日より後の日にしてください。", "Choose a day after today.")
        )
    edition = get_edition(case.procedure_id, case.revision)
    known = {(f.step, f.question, f.item) for f in list_fields(edition, case) if f.correctable}
    if any((mark.step, mark.question, mark.item) not in known for mark in marks):
        raise CorrectionIncomplete(
            text("直してもらえない欄が含まれています。", "A marked field cannot be corrected."),
            next_step=text("画面を開きなおして、選びなおしてください。", "Open the page again."),
        )


def value_of(answers: dict[str, Any], mark: Mark) -> Any:
    """The value of a marked field as it was sent."""
    if mark.item is None:
        return answers.get(mark.question)
    rows = answers.get(mark.step)
    if isinstance(rows, list) and mark.item < len(rows):
        return rows[mark.item].get(mark.question)
    return None


def _as_row(mark: Mark) -> dict[str, Any]:
    return {
        "step": mark.step,
        "question": mark.question,
        "item": mark.item,
        "reason": mark.reason.strip(),
    }


def _note(
    case: Case,
    request: CorrectionRequest,
    marks: Sequence[Mark],
    answers: dict[str, Any],
    at: datetime,
) -> Any:
    edition = get_edition(case.procedure_id, case.revision)
    correction = CorrectionNote(
        request_id=request.id,
        fields=tuple(
            CorrectionField(
                step=mark.step,
                question=mark.question,
                item=mark.item,
                value=value_of(answers, mark),
                reason=translate(edition, mark.reason.strip(), case.language),
            )
            for mark in marks
        ),
        message=request.message,
        due_on=request.due_on,
        answers=answers,
    )
    return wording.write_note(
        case,
        "correction",
        wording.CORRECTION,
        request.message or wording.CORRECTION.pick(case.language),
        at=at,
        correction=correction,
        due_on=request.due_on,
    )
