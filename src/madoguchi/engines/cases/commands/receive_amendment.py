# SPDX-License-Identifier: Apache-2.0
"""Take in that an applicant wants a value put right, or withdraws a consent."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.commands.applicant import who_sent
from madoguchi.engines.cases.commands.receive_correction import find_case_id
from madoguchi.engines.cases.models import Amendment, Case, Message
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.own_data import AmendmentRequest


@transaction.atomic
def receive_amendment(
    *, request: AmendmentRequest, at: datetime, actor: Actor = SYSTEM
) -> Amendment:
    """Keep the request, and let it stand in the thread; no answer changes. Idempotent by id.

    Raises:
        UnknownSubmission: no case was opened from this submission yet.
    """
    case = hold(find_case_id(request.submission_id))
    known = Amendment.objects.filter(id=request.request_id).first()
    if known is not None:
        return known
    row = Amendment(
        id=request.request_id,
        case=case,
        kind=request.kind,
        step=request.step[:64],
        question=request.question[:64],
        item=request.item,
        label=_label(case, request),
        asked_at=request.asked_at,
    )
    row.put_asked(
        former=request.former, wanted=request.wanted, value=request.value, reason=request.reason
    )
    row.save(force_insert=True)
    Message.objects.create(
        id=request.request_id,
        case=case,
        from_applicant=True,
        text=_in_words(row, request),
        author_ref=case.content.applicant_ref,
        author_name=case.applicant_name[:80],
        written_at=request.asked_at,
    )
    act(
        case,
        "amendment_asked",
        actor=who_sent(case, actor),
        at=at,
        data={"amendment": str(row.id), "question": row.question, "kind": row.kind},
        message_count=case.message_count + 1,
    )
    return row


def _label(case: Case, request: AmendmentRequest) -> str:
    label = get_edition(case.procedure_id, case.revision).label_of(request.question)
    return (f"{label}({request.item + 1})" if request.item is not None else label)[:200]


def _in_words(row: Amendment, request: AmendmentRequest) -> str:
    if row.kind == "withdraw_consent":
        words = f"【同意の取消し】{row.label}"
    else:
        words = (
            f"【訂正の求め】{row.label}\n今の内容: {request.former}\n正しい内容: {request.wanted}"
        )
    return f"{words}\n理由: {request.reason}" if request.reason else words
