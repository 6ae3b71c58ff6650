# SPDX-License-Identifier: Apache-2.0
"""Ask that money is paid back (還付): so much, why, by which way."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from madoguchi.engines.payments.commands.booking_lines import write_standing
from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import Attempt, Receivable, Refund
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.rules.attempt_refusals import NothingToRefund
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def ask_refund(
    *, receivable_id: UUID, yen: int, reason: str, source_ref: str, actor: Actor, at: datetime
) -> Refund:
    """Ask for yen to be paid back; the same ``source_ref`` is asked once.

    What was paid by card goes back to the card as far as one payment covers it, the rest to a bank
    account. Somebody else approves it.

    Raises:
        NothingToRefund: more than was paid and is in no other refund. ReceivableUnknown.
        NotAllowed: not by this person.
    """
    check_may_work(actor)
    receivable = lock_receivable(receivable_id)
    known = Refund.objects.filter(source_ref=source_ref).first()
    if known is not None:
        return known
    most = receivable.paid_yen - receivable.refunding_yen
    if not 0 < yen <= most:
        raise NothingToRefund(most=f"{most:,}")
    attempt = find_card_payment(receivable, yen)
    refund = Refund(
        id=new_id(), receivable=receivable, attempt=attempt, yen=yen,
        route="card" if attempt else "bank", reason=reason[:200], source_ref=source_ref,
        asked_by_ref=actor.ref, asked_at=at,
    )  # fmt: skip
    refund.save(force_insert=True)
    receivable.refunding_yen += yen
    write_standing(receivable, at=at)
    record(
        action="payments.refund.asked", actor=actor, subject=receivable.ref, at=at,
        detail={"refund": str(refund.id), "yen": yen, "route": refund.route, "why": reason[:200]},
    )  # fmt: skip
    return refund


def find_card_payment(receivable: Receivable, yen: int) -> Attempt | None:
    """The latest captured attempt that can give back all of it."""
    rows = Attempt.objects.filter(receivable=receivable, state="captured")
    return rows.filter(yen__gte=F("refunded_yen") + yen).order_by("-made_at").first()


def ask_surplus_back(
    *, receivable: Receivable, reason: str, actor: Actor, at: datetime
) -> Refund | None:
    """Ask back what was paid above what is owed and is in no refund yet; None where nothing is."""
    yen = receivable.returnable_yen
    if yen <= 0:
        return None
    source = f"surplus:{receivable.id}:{receivable.version}:{receivable.paid_yen}"
    return ask_refund(
        receivable_id=receivable.id, yen=yen, reason=reason, source_ref=source, actor=actor, at=at
    )
