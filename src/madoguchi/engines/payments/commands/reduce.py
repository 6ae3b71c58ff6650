# SPDX-License-Identifier: Apache-2.0
"""Let less be owed (減免): one proposes with a reason, another approves."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.payments.commands.booking_lines import (
    book,
    header_of,
    owed_by_account,
    write_standing,
)
from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import ReceivableChanged
from madoguchi.engines.payments.models import Reduction
from madoguchi.engines.payments.policy import APPROVE, check_may_work
from madoguchi.engines.payments.rules.attempt_refusals import OwnRefund, WrongRefundState
from madoguchi.engines.payments.rules.refusals import (
    AmountBelowZero,
    ReceivableUnknown,
    ReducedMore,
)
from madoguchi.engines.payments.rules.standing import allocate
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def propose_reduction(
    *, receivable_id: UUID, yen: int, reason: str, actor: Actor, at: datetime
) -> Reduction:
    """Propose that so much less is owed.

    Raises:
        AmountBelowZero: no amount or no reason. ReducedMore: more than is owed.
        NotAllowed, ReceivableUnknown.
    """
    check_may_work(actor)
    receivable = lock_receivable(receivable_id)
    if yen <= 0 or not reason.strip():
        raise AmountBelowZero
    if yen > receivable.due_yen:
        raise ReducedMore
    row = Reduction(
        id=new_id(), receivable=receivable, yen=yen, reason=reason.strip()[:200],
        asked_by_ref=actor.ref, asked_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    record(
        action="payments.reduction.proposed", actor=actor, subject=receivable.ref, at=at,
        detail={"reduction": str(row.id), "yen": yen},
    )  # fmt: skip
    return row


@in_one_go
def decide_reduction(*, reduction_id: UUID, approve: bool, actor: Actor, at: datetime) -> Reduction:
    """Approve it, which books it, or reject it.

    Raises:
        OwnRefund: by the person who proposed it. WrongRefundState: decided already.
        ReducedMore: less is owed meanwhile. NotAllowed, ReceivableUnknown.
    """
    check_may_work(actor, APPROVE)
    found = Reduction.objects.filter(id=reduction_id).first()
    if found is None:
        raise ReceivableUnknown
    receivable = lock_receivable(found.receivable_id)
    row = Reduction.objects.select_for_update(of=("self",)).get(id=reduction_id)
    if row.state != "asked":
        raise WrongRefundState(state=row.get_state_display())
    if actor.ref == row.asked_by_ref:
        raise OwnRefund
    row.state = "approved" if approve else "rejected"
    row.decided_by_ref, row.decided_at = actor.ref, at
    row.save(update_fields=["state", "decided_by_ref", "decided_at"])
    if approve:
        if row.yen > receivable.due_yen:
            raise ReducedMore
        owed = [(str(one), open_yen) for one, open_yen in owed_by_account(receivable)]
        shares = [(UUID(one), -yen) for one, yen in allocate(row.yen, owed)]
        book(
            receivable, shares, kind="reduced", origin=f"reduction:{row.id}",
            occurred_on=today(at), actor=actor, at=at, reason=row.reason,
        )  # fmt: skip
        write_standing(receivable, at=at)
        announce(ReceivableChanged(receivable=header_of(receivable), at=at))
    record(
        action="payments.reduction.decided", actor=actor, subject=receivable.ref, at=at,
        detail={"reduction": str(row.id), "approved": approve},
    )  # fmt: skip
    return row
