# SPDX-License-Identifier: Apache-2.0
"""Take money at the counter (窓口収納), and take it back with a second person."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.record_payment import record_payment
from madoguchi.engines.payments.commands.reverse import reverse
from madoguchi.engines.payments.commands.till import lock_session
from madoguchi.engines.payments.models import TillPayment
from madoguchi.engines.payments.policy import TILL, check_may_work
from madoguchi.engines.payments.queries.scanned import find_scanned
from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded, SlipAmountWrong
from madoguchi.engines.payments.rules.till_refusals import (
    AlreadyDone,
    NothingScanned,
    RouteReasonMissing,
    SecondPersonNeeded,
    TenderedTooLittle,
)
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def take_at_till(
    *,
    session_id: UUID,
    written: str,
    method: str,
    yen: int,
    tendered_yen: int,
    press: str,
    actor: Actor,
    at: datetime,
) -> TillPayment:
    """Take ``yen`` for what was scanned or typed; the same ``press`` twice is one payment.

    ``method`` is ``cash`` or ``terminal``. At most the balance is taken: nobody pays too much here.

    Raises:
        NothingScanned, NoSlipNeeded, SlipAmountWrong, TenderedTooLittle, TillIsClosed, NotAllowed.
    """
    check_may_work(actor, TILL)
    session = lock_session(session_id)
    known = TillPayment.objects.filter(press=press).first()
    if known is not None:
        return known
    due = lock_receivable(find_scanned(written)[0].id)
    _check_amount(due.balance_yen, yen, tendered_yen if method == "cash" else yen)
    last = TillPayment.objects.filter(session=session).aggregate(Max("no"))["no__max"] or 0
    payment = TillPayment(
        id=new_id(), session=session, receivable=due, no=last + 1, press=press, method=method,
        yen=yen, tendered_yen=tendered_yen if method == "cash" else yen, taken_at=at,
        taken_by_ref=actor.ref,
    )  # fmt: skip
    payment.save(force_insert=True)
    record_payment(
        receivable_id=due.id, yen=yen, route=method, origin=payment.origin, occurred_on=today(at),
        actor=actor, at=at,
    )  # fmt: skip
    return payment


def _check_amount(balance: int, yen: int, tendered: int) -> None:
    if balance <= 0:
        raise NoSlipNeeded
    if not 0 < yen <= balance:
        raise SlipAmountWrong(yen=f"{yen:,}")
    if tendered < yen:
        raise TenderedTooLittle(tendered=f"{tendered:,}", yen=f"{yen:,}")


@in_one_go
def ask_void(*, payment_id: UUID, reason: str, actor: Actor, at: datetime) -> TillPayment:
    """Ask that a payment of an open till is taken back.

    Raises:
        RouteReasonMissing, AlreadyDone, TillIsClosed, NothingScanned, NotAllowed.
    """
    check_may_work(actor, TILL)
    payment = _lock(payment_id)
    if not reason.strip():
        raise RouteReasonMissing
    if payment.void_asked_by_ref:
        raise AlreadyDone
    payment.void_asked_by_ref, payment.void_reason = actor.ref, reason.strip()[:200]
    payment.save(update_fields=["void_asked_by_ref", "void_reason"])
    record(
        action="payments.till.void_asked", actor=actor, subject=payment.receivable.ref, at=at,
        detail={"payment": str(payment.id), "why": payment.void_reason},
    )  # fmt: skip
    return payment


@in_one_go
def agree_void(*, payment_id: UUID, actor: Actor, at: datetime) -> TillPayment:
    """Take a payment back: its booking is reversed, its receipt is void.

    Raises:
        SecondPersonNeeded: by the one who asked. AlreadyDone: nobody asked, or it is void.
        RefundUnderWay, TillIsClosed, NothingScanned, NotAllowed.
    """
    check_may_work(actor, TILL)
    payment = _lock(payment_id)
    if not payment.void_asked_by_ref or payment.voided_at is not None:
        raise AlreadyDone
    if payment.void_asked_by_ref == actor.ref:
        raise SecondPersonNeeded
    reverse(
        origin=payment.origin, reason=payment.void_reason, occurred_on=today(at), actor=actor, at=at
    )
    payment.voided_at, payment.voided_by_ref = at, actor.ref
    payment.save(update_fields=["voided_at", "voided_by_ref"])
    return payment


def _lock(payment_id: UUID) -> TillPayment:
    found = TillPayment.objects.filter(id=payment_id).first()
    if found is None:
        raise NothingScanned(written=str(payment_id)[:8])
    lock_session(found.session_id)
    return TillPayment.objects.select_related("receivable").get(id=payment_id)
