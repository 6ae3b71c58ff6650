# SPDX-License-Identifier: Apache-2.0
"""Give a case to a clerk, or take it away."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, hold
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import ASSIGN, WORK, check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text


class CaseEnded(Conflict):
    """The case has ended; nobody works on it any more."""

    code: ClassVar[str] = "case_ended"

    def __init__(self) -> None:
        super().__init__(
            text("この事案は終わっています。", "This case has ended."),
            next_step=text(
                "続きがあるときは、責任者に再開を頼んでください。",
                "Ask a senior to open it again if there is more to do.",
            ),
        )


@transaction.atomic
def assign(
    *,
    case_id: UUID,
    assignee_ref: str,
    assignee_name: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Make someone responsible for the case; an empty ref takes it away.

    Raises:
        NotAllowed: giving to others needs ``cases.assign``, taking oneself ``cases.work``.
        CaseEnded: the case has ended.
        AnotherWasFaster: the case has moved on.
    """
    case = hold(case_id, version=version)
    permission = WORK if assignee_ref == actor.ref else ASSIGN
    check_may_work(actor, case, permission, on=today(at))
    if not case.is_open:
        raise CaseEnded
    if case.assignee_ref == assignee_ref:
        return case
    act(
        case,
        "assigned" if assignee_ref else "unassigned",
        actor=actor,
        at=at,
        data={"to": assignee_ref, "name": assignee_name, "from": case.assignee_ref},
        assignee_ref=assignee_ref,
        assignee_name=assignee_name,
    )
    return case
