# SPDX-License-Identifier: Apache-2.0
"""Destroy a case whose retention has ended; leave an entry in the register."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import hold
from madoguchi.engines.cases.events import CaseDestroyed, DestructionConfirmed
from madoguchi.engines.cases.models import Case, Destruction
from madoguchi.engines.cases.models.search_index import drop_talk, drop_tokens
from madoguchi.engines.cases.policy import DESTROY, check_may_work
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.lasting import DestroyedCase
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import to_local, today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text
from madoguchi.platform.audit import api as audit
from madoguchi.platform.files.storing import forget
from madoguchi.platform.screens.policies import check_permission


class NotYetDestroyable(Conflict):
    """The case is open, or its retention has not ended, or it is kept for ever."""

    code: ClassVar[str] = "not_yet_destroyable"


@transaction.atomic
def destroy(*, case_id: UUID, actor: Actor, at: datetime) -> Destruction:
    """Delete everything of a case but its entry in the register (廃棄).

    Personal values that the audit log holds of it lose their key; the proofs stay. Letters leave
    their number behind, so that the book of numbers keeps no gap.

    Raises:
        NotYetDestroyable: see there.
        NotAllowed: only who holds ``cases.destroy``.
    """
    case = hold(case_id)
    check_may_work(actor, case, DESTROY, on=today(at))
    if not is_destroyable(case, at):
        raise NotYetDestroyable(
            text(
                f"受付番号{case.number}は、まだ廃棄できません。",
                f"{case.number} may not be destroyed yet.",
            ),
            next_step=text(
                "保存期間が終わるまで残ります。", "It stays until its retention has ended."
            ),
        )
    return _let_go(case, _enter(case, actor, at), actor, at)


@transaction.atomic
def destroy_again(*, destroyed: DestroyedCase, actor: Actor, at: datetime) -> bool:
    """Destroy what a restore has brought back although it was destroyed after the backup.

    No permission is asked: it was given when the case was destroyed. False if nothing was there.
    """
    if Destruction.objects.filter(case_id=destroyed.case_id).exists():
        return False
    entry = Destruction.objects.create(**asdict(destroyed))
    case = Case.objects.select_for_update().filter(id=destroyed.case_id).first()
    if case is not None:
        _let_go(case, entry, actor, at)
    return case is not None


def _let_go(case: Case, entry: Destruction, actor: Actor, at: datetime) -> Destruction:
    case_id, submission_id = case.id, case.submission_id
    file_ids = tuple(case.files.values_list("file_id", flat=True))
    copies = case.files.values_list("safe_file_id", flat=True)
    forget([*file_ids, *(copy for copy in copies if copy is not None)])
    audit.record(
        action="cases.destroyed",
        actor=actor,
        subject=f"cases:destruction:{entry.id}",
        at=at,
        detail={"number": case.number, "procedure": case.procedure_id},
    )
    case.letters.update(case=None, sealed_pdf=None, title="")
    drop_tokens(case.id)
    drop_talk(case.id)
    audit.erase_subject(subject=case.ref, actor=actor, at=at, purpose="保存期間の満了")
    case.delete()
    announce(CaseDestroyed(case_id=case_id, submission_id=submission_id, file_ids=file_ids, at=at))
    return entry


@transaction.atomic
def confirm_destruction(*, case_ids: Sequence[UUID], actor: Actor, at: datetime) -> None:
    """Confirm that cases may go; a job destroys each, and refuses what may not go after all.

    Raises:
        NotAllowed: only who holds ``cases.destroy``.
    """
    check_permission(actor, DESTROY)
    audit.record(
        action="cases.destruction_confirmed",
        actor=actor,
        subject="cases:destruction",
        at=at,
        detail={"cases": [str(case_id) for case_id in case_ids]},
    )
    announce(
        DestructionConfirmed(
            case_ids=tuple(case_ids), staff_ref=actor.ref, staff_name=actor.name, at=at
        )
    )


def is_destroyable(case: Case, at: datetime) -> bool:
    """Whether the retention of the case has ended."""
    return not case.is_open and case.destroy_on is not None and case.destroy_on <= today(at)


def _enter(case: Case, actor: Actor, at: datetime) -> Destruction:
    edition = get_edition(case.procedure_id, case.revision)
    return Destruction.objects.create(
        case_id=case.id,
        number=case.number,
        procedure_id=case.procedure_id,
        section=case.section,
        outcome=case.outcome,
        classification=edition.procedure.record.classification,
        closed_on=to_local(case.closed_at or case.changed_at).date(),
        destroy_on=case.destroy_on or today(at),
        destroyed_at=at,
        destroyed_by_name=actor.name,
    )
