# SPDX-License-Identifier: Apache-2.0
"""Take in the corrected fields that the applicant sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.applicant import who_sent
from madoguchi.engines.cases.commands.clock import running
from madoguchi.engines.cases.commands.index_talk import index_talk
from madoguchi.engines.cases.commands.keep_files import keep_files
from madoguchi.engines.cases.commands.renew import renew_content
from madoguchi.engines.cases.events import CorrectionReceived
from madoguchi.engines.cases.models import Case, CorrectionRequest, Message
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.rules.answers import values_before
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import SubmittedCorrection
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.correct import apply_correction
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text


class UnknownSubmission(NotFound):
    """No case was opened from this submission (yet)."""

    code = "unknown_submission"

    def __init__(self) -> None:
        super().__init__(
            text("この申請の事案がありません。", "There is no case of this submission.")
        )


def find_case_id(submission_id: UUID) -> UUID:
    """The case of a submission.

    Raises:
        UnknownSubmission: there is none; the parcel must wait for the one before it.
    """
    found = Case.objects.filter(submission_id=submission_id).values_list("id", flat=True).first()
    if found is None:
        raise UnknownSubmission
    return found


@transaction.atomic
def receive_correction(
    *, correction: SubmittedCorrection, at: datetime, actor: Actor = SYSTEM
) -> Case:
    """Put the marked fields in, start the clock, validate again. Idempotent by correction id.

    A correction that comes after the office went on, or after the end, changes no answer: it
    stays as a message, so that nothing is lost.

    Raises:
        UnknownSubmission: see there.
    """
    case = hold(find_case_id(correction.submission_id))
    if CorrectionRequest.objects.filter(correction_id=correction.correction_id).exists():
        return case
    if Message.objects.filter(id=correction.correction_id).exists():
        return case
    request = case.corrections.filter(id=correction.request_id).first()
    if request is None or request.ended_at is not None or case.state != "correction":
        _keep_as_message(case, correction, actor, at)
        return case
    _put_in(case, request, correction, actor, at)
    return case


def _put_in(
    case: Case,
    request: CorrectionRequest,
    correction: SubmittedCorrection,
    actor: Actor,
    at: datetime,
) -> None:
    marked = [(f["step"], f["question"], f["item"]) for f in request.fields]
    old = case.content.answers
    before = values_before(old, marked)
    answers = apply_correction(old, correction.answers, correction.items, marked)
    request.correction_id = correction.correction_id
    request.ended_on, request.ended_at, request.ended_how = (
        today(correction.submitted_at), at, "arrived",
    )  # fmt: skip
    request.keep_before(before)
    request.save()
    columns = _renew(case, answers, correction, at)
    act(
        case,
        "correction_received",
        actor=who_sent(case, actor),
        at=at,
        data={
            "request": str(request.id),
            "changed": sorted(before),
            "message": bool(correction.message),
        },
        correction_arrived=True,
        **columns,
        **running(case),
    )
    if correction.message.strip():
        _add_message(case, correction, correction.message.strip())
    note = wording.write_note(
        case, "status", wording.CORRECTION_ARRIVED, wording.CORRECTION_ARRIVED_TEXT,
        at=at, due_on=case.due_on,
    )  # fmt: skip
    announce(CorrectionReceived(case=header(case), at=at, note=note))


def _renew(
    case: Case, answers: dict[str, Any], correction: SubmittedCorrection, at: datetime
) -> dict[str, Any]:
    """Content, findings, files and search columns after new answers."""
    origin = {"source": "typed", "at": correction.submitted_at.isoformat()}
    columns = renew_content(case, answers, dict.fromkeys(correction.answers, origin))
    columns["file_count"] = case.file_count + keep_files(
        case, correction.files, at=at, replace=True
    )
    case.file_count = columns["file_count"]
    return columns


def _keep_as_message(
    case: Case, correction: SubmittedCorrection, actor: Actor, at: datetime
) -> None:
    edition = get_edition(case.procedure_id, case.revision)
    changed = [*correction.answers, *correction.items]
    labels = "、".join(edition.label_of(question) for question in changed)
    words = f"補正が、確認を再開したあとに届きました(対象: {labels or 'なし'})。"
    if correction.message.strip():
        words += f"\n{correction.message.strip()}"
    keep_files(case, correction.files, at=at)
    act(
        case,
        "correction_late",
        actor=who_sent(case, actor),
        at=at,
        data={"request": str(correction.request_id)},
        message_count=case.message_count + 1,
        file_count=case.file_count + len(correction.files),
    )
    Message.objects.create(
        id=correction.correction_id,
        case=case,
        from_applicant=True,
        text=words,
        author_ref=case.content.applicant_ref,
        author_name=case.applicant_name[:80],
        written_at=correction.submitted_at,
    )


def _add_message(case: Case, correction: SubmittedCorrection, words: str) -> None:
    Message.objects.create(
        case=case,
        from_applicant=True,
        text=words,
        author_ref=case.content.applicant_ref,
        author_name=case.applicant_name[:80],
        written_at=correction.submitted_at,
    )
    index_talk(case, [words])
    Case.objects.filter(id=case.id).update(message_count=case.message_count + 1)
    case.message_count += 1
