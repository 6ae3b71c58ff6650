# SPDX-License-Identifier: Apache-2.0
"""How is an action written? Row, action, counters and audit together, by every command."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.engines.cases.events import CaseHeader
from madoguchi.engines.cases.models import Case, CaseAction
from madoguchi.engines.cases.models.counting import bucket_of, shift_counts
from madoguchi.engines.cases.policy import NO_SUCH_CASE
from madoguchi.engines.cases.rules.states import OPEN, decide_move
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import to_local
from madoguchi.kernel.refusal import Conflict, NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.audit import api as audit


class AnotherWasFaster(Conflict):
    """The case has moved on since the page was opened; nothing was changed."""

    code: ClassVar[str] = "another_was_faster"

    def __init__(self, latest: CaseAction | None) -> None:
        who = latest.actor_name if latest and latest.actor_name else "ほかの人"
        when = f"{to_local(latest.at):%H時%M分}" if latest else "先ほど"
        super().__init__(
            text(
                f"{who}が{when}にこの事案を動かしました。あなたの操作はまだ行われていません。",
                f"{who} has acted on this case at {when}. Nothing of yours was done yet.",
            ),
            next_step=text(
                "入力した内容は残っています。いまの状態を見てから、もう一度押してください。",
                "What you typed is still here. Look at the case, then press again.",
            ),
        )


def hold(case_id: UUID, *, version: int | None = None) -> Case:
    """The case, locked until the end of the transaction.

    Raises:
        NotFound: no such case.
        AnotherWasFaster: ``version`` is given and the case has moved on since.
    """
    try:
        case = Case.objects.select_for_update(of=("self",)).get(id=case_id)
    except Case.DoesNotExist:
        raise NotFound(NO_SUCH_CASE) from None
    if version is not None and case.version != version:
        raise AnotherWasFaster(case.actions.order_by("-seq").first())
    return case


def act(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    data: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
    purpose: str = "",
    **changes: Any,
) -> CaseAction:
    """Write one action on a held case: the move, the changed columns, the counters, the audit.

    Raises:
        MoveNotAllowed: the skeleton has no such move from where the case stands.
    """
    before = bucket_of(case)
    case.state = decide_move(kind, case.state)
    case.is_open = case.state in OPEN
    case.version += 1
    case.changed_at = at
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=["state", "is_open", "version", "changed_at", *changes])
    action = add_action(case, kind, actor=actor, at=at, data=data or {})
    audit.record(
        action=f"cases.{kind}",
        actor=actor,
        subject=case.ref,
        at=at,
        detail={"number": case.number, "seq": action.seq, **(data or {})},
        personal=personal,
        purpose=purpose or case.procedure_title,
    )
    shift_counts(before, bucket_of(case))
    return action


def add_action(
    case: Case, kind: str, *, actor: Actor, at: datetime, data: dict[str, Any]
) -> CaseAction:
    """The row of an action, under the version that the case has now."""
    return CaseAction.objects.create(
        case=case,
        seq=case.version,
        kind=kind,
        state=case.state,
        at=at,
        actor_kind=actor.kind,
        actor_ref=actor.ref[:80],
        actor_name=actor.name[:80],
        data=data,
    )


def header(case: Case) -> CaseHeader:
    """The case as listeners see it."""
    return CaseHeader(
        id=case.id,
        number=case.number,
        submission_id=case.submission_id,
        procedure_id=case.procedure_id,
        revision=case.revision,
        section=case.section,
        state=case.state,
        version=case.version,
        language=case.language,
        due_on=case.due_on,
        reply_key=case.content.reply_key,
        applicant_ref=case.content.applicant_ref,
    )
