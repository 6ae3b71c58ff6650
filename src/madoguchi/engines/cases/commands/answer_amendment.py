# SPDX-License-Identifier: Apache-2.0
"""Answer a request for correction: granted or refused, always with reasons and a name."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.renew import renew_content
from madoguchi.engines.cases.commands.write_note import check_words
from madoguchi.engines.cases.events import MessageWritten
from madoguchi.engines.cases.models import Amendment, Case, Message
from madoguchi.engines.cases.policy import NO_SUCH_CASE, check_may_work
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.rules.amending import origin_name, put_value, value_at
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Conflict, NotFound, Refusal
from madoguchi.kernel.texts import text

OUTCOMES = ("granted", "refused")


class OutcomeMissing(Refusal):
    """Neither granted nor refused was chosen."""

    code: ClassVar[str] = "outcome_missing"


class AnsweredBefore(Conflict):
    """Somebody has answered this request already."""

    code: ClassVar[str] = "answered_before"

    def __init__(self, by: str) -> None:
        super().__init__(
            text(
                f"この求めには、{by}が先に答えました。あなたの答えは送られていません。",
                f"{by} has answered this request already. Yours was not sent.",
            ),
            next_step=text(
                "事案を開いて、答えを確かめてください。", "Open the case to see the answer."
            ),
        )


@transaction.atomic
def answer_amendment(
    *, amendment_id: UUID, outcome: str, words: str, actor: Actor, at: datetime
) -> Amendment:
    """Grant (the value is put right, the former one stays in the answer) or refuse, with reasons.

    The applicant gets the answer as a message. Also on ended cases: what is held can be wrong then
    too.

    Raises:
        OutcomeMissing, NothingWritten, AnsweredBefore: see there.
        NotFound, NotAllowed: not this person's case, or no permission to work on it.
    """
    found = Amendment.objects.filter(id=amendment_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound(NO_SUCH_CASE)
    case = hold(found)
    check_may_work(actor, case, on=today(at))
    row = Amendment.objects.get(id=amendment_id)
    if row.outcome != "open":
        raise AnsweredBefore(row.answered_by_name)
    if outcome not in OUTCOMES:
        raise OutcomeMissing(text("どちらかを選んでください。", "Choose one of the two."))
    words = check_words(words)
    columns, before = _put_right(case, row, at) if outcome == "granted" else ({}, None)
    row.outcome, row.answered_at = outcome, at
    row.answered_by_ref, row.answered_by_name = actor.ref, actor.name
    row.put_answer(words, before)
    row.save()
    Message.objects.create(
        case=case, from_applicant=False, text=_in_words(row, words),
        author_ref=actor.ref, author_name=actor.name, written_at=at,
    )  # fmt: skip
    columns["message_count"] = case.message_count + 1
    act(
        case,
        "amendment_answered",
        actor=actor,
        at=at,
        data={"amendment": str(row.id), "outcome": outcome, "question": row.question},
        **columns,
    )
    title = wording.AMENDED if outcome == "granted" else wording.NOT_AMENDED
    note = wording.write_note(case, "message", title, _in_words(row, words), at=at)
    announce(MessageWritten(case=header(case), at=at, note=note, from_applicant=False))
    return row


def _put_right(case: Case, row: Amendment, at: datetime) -> tuple[dict[str, Any], Any]:
    """The value as the applicant wants it; returns the columns to save, and what stood there."""
    edition = get_edition(case.procedure_id, case.revision)
    known = edition.compiled.by_question.get(row.question)
    if known is None or known[0].id != row.step:
        return {}, None
    answers = case.content.answers
    before = value_at(answers, row.step, row.question, row.item)
    value = False if row.kind == "withdraw_consent" else row.asked["value"]
    origin = {"source": "officer", "at": at.isoformat(), "note": "訂正の求めによる"}
    changed = put_value(answers, row.step, row.question, row.item, value)
    name = origin_name(row.step, row.question, row.item)
    return renew_content(case, changed, {name: origin}), before


def _in_words(row: Amendment, words: str) -> str:
    did = {
        ("amend", "granted"): "訂正しました",
        ("amend", "refused"): "訂正しないことにしました",
        ("withdraw_consent", "granted"): "同意の取消しを受け付けました",
        ("withdraw_consent", "refused"): "同意の取消しを受け付けられません",
    }[row.kind, row.outcome]
    return f"「{row.label}」について、{did}。\n理由: {words}"
