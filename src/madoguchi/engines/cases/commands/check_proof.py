# SPDX-License-Identifier: Apache-2.0
"""Look at the proof of a case again: ask whether the certificate was revoked, and write it down."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import hold
from madoguchi.engines.cases.models import Case, ProofCheck
from madoguchi.engines.cases.policy import WORK, check_may_work
from madoguchi.engines.cases.queries.proofs import check_row, judge_again, latest_checks
from madoguchi.engines.cases.rules.proofs import Judged, worst
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Conflict, NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.audit import api as audit


class NothingToCheck(Conflict):
    """The case came without a signature."""

    code: ClassVar[str] = "nothing_to_check"

    def __init__(self) -> None:
        super().__init__(
            text("この事案には電子署名がありません。", "There is no signature in this case.")
        )


def check_proof(*, case_id: UUID, actor: Actor, at: datetime) -> ProofCheck:
    """Ask again, outside any transaction: nobody waits for a lock while another house answers.

    Raises:
        NothingToCheck: the case has no signature.
        NotAllowed: staff need ``cases.work`` in the section; the system may always.
    """
    case = Case.objects.select_related("content").filter(id=case_id).first()
    if case is None:
        raise NotFound(text("この事案はありません。", "There is no such case."))
    if actor.kind == "staff":
        check_may_work(actor, case, WORK, on=today(at))
    judged = judge_again(case, at=at)
    if judged is None:
        raise NothingToCheck
    return write_check(case_id, judged, actor=actor, at=at)


@transaction.atomic
def write_check(case_id: UUID, judged: Judged, *, actor: Actor, at: datetime) -> ProofCheck:
    """Append a look at a proof; the case takes the state of its weakest proof.

    A proof that failed for another reason than its certificate (other answers than were signed)
    is not healed by a certificate that is good.
    """
    case = hold(case_id)
    before = latest_checks(case).get(judged.kind)
    if before is not None and before.reason in {"form_differs", "no_signature", "stale_signature"}:
        return before
    check = check_row(case, judged, actor=actor, at=at)
    check.save(force_insert=True)
    states = [one.state for one in latest_checks(case).values()]
    Case.objects.filter(id=case_id).update(proof_state=worst(states))
    audit.record(
        action="cases.proof_checked",
        actor=actor,
        subject=case.ref,
        at=at,
        detail={
            "number": case.number,
            "kind": check.kind,
            "state": check.state,
            "reason": check.reason,
            "by": check.by,
        },
        purpose=case.procedure_title,
    )
    return check
