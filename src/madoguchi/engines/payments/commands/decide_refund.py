# SPDX-License-Identifier: Apache-2.0
"""Approve or reject a refund that somebody else has asked for (還付の決裁)."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.payments.commands.booking_lines import write_standing
from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.refund_accounts import seal_for_refund
from madoguchi.engines.payments.models import Refund
from madoguchi.engines.payments.policy import APPROVE, check_may_work
from madoguchi.engines.payments.rules.attempt_refusals import OwnRefund, WrongRefundState
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


def lock_refund(refund_id: UUID) -> Refund:
    """The refund with its due, both held until the end of the transaction; the due first.

    Raises:
        ReceivableUnknown: there is none.
    """
    found = Refund.objects.filter(id=refund_id).values_list("receivable_id", flat=True).first()
    if found is None:
        raise ReceivableUnknown
    receivable = lock_receivable(found)
    refund = Refund.objects.select_for_update(of=("self",)).get(id=refund_id)
    refund.receivable = receivable
    return refund


@in_one_go
def decide_refund(
    *, refund_id: UUID, approve: bool, why: str = "", actor: Actor, at: datetime
) -> Refund:
    """Approve it, so that it is sent, or reject it.

    Raises:
        OwnRefund: by the person who asked. WrongRefundState: it was decided already.
        RefundAccountMissing: no bank account is known. NotAllowed, ReceivableUnknown.
    """
    check_may_work(actor, APPROVE)
    refund = lock_refund(refund_id)
    if refund.state != "asked":
        raise WrongRefundState(state=refund.get_state_display())
    if actor.ref == refund.asked_by_ref:
        raise OwnRefund
    refund.state = "approved" if approve else "rejected"
    refund.decided_by_ref, refund.decided_at, refund.next_try_at = actor.ref, at, at
    if approve and refund.route == "bank":
        refund.sealed = seal_for_refund(refund)
    refund.failure = "" if approve else why[:120]
    refund.save(
        update_fields=["state", "decided_by_ref", "decided_at", "next_try_at", "sealed", "failure"]
    )
    if not approve:
        refund.receivable.refunding_yen -= refund.yen
        write_standing(refund.receivable, at=at)
    record(
        action="payments.refund.decided", actor=actor, subject=refund.receivable.ref, at=at,
        detail={"refund": str(refund.id), "approved": approve, "why": why[:120]},
    )  # fmt: skip
    return refund
