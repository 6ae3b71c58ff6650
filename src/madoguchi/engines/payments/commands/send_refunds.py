# SPDX-License-Identifier: Apache-2.0
"""Pay back what was approved: to the card by the gateway, to a bank account by a transfer file."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F

from madoguchi.engines.payments.commands.booking_lines import (
    book,
    header_of,
    owed_by_account,
    write_standing,
)
from madoguchi.engines.payments.commands.decide_refund import lock_refund
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import RefundDone
from madoguchi.engines.payments.models import Attempt, Refund
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.ports import Gateway, GatewayAway, GatewayRefused, gateway
from madoguchi.engines.payments.rules.attempt_refusals import WrongRefundState
from madoguchi.engines.payments.rules.attempts import wait_after
from madoguchi.engines.payments.rules.standing import allocate
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record

MOST_AT_ONCE = 200


def send_refunds(*, actor: Actor, at: datetime) -> int:
    """Ask the gateway for every approved refund to a card; returns how many are done.

    Each is marked as sent before the gateway is asked, and its id is the gateway's key, so one that
    was done without an answer is found done the next time.
    """
    port = gateway()
    if port is None:
        return 0
    rows = Refund.objects.filter(state__in=("approved", "sent"), route="card", next_try_at__lte=at)
    done = 0
    for refund in rows.order_by("next_try_at", "id")[:MOST_AT_ONCE]:
        done += _send(refund, port, actor=actor, at=at)
    return done


def _send(refund: Refund, port: Gateway, *, actor: Actor, at: datetime) -> bool:
    Refund.objects.filter(id=refund.id, state="approved").update(state="sent", sent_at=at)
    try:
        found = port.refund(reference=str(refund.attempt_id), refund=str(refund.id), yen=refund.yen)
    except GatewayAway:
        Refund.objects.filter(id=refund.id, state="sent").update(
            tries=F("tries") + 1, next_try_at=at + wait_after(refund.tries)
        )
        return False
    except GatewayRefused as no:
        fail_refund(refund_id=refund.id, failure=no.code, actor=actor, at=at)
        return False
    complete_refund(
        refund_id=refund.id, gateway_ref=found.gateway_ref, occurred_on=today(at), actor=actor,
        at=at,
    )  # fmt: skip
    return True


@in_one_go
def mark_sent(*, refund_id: UUID, gateway_ref: str, actor: Actor, at: datetime) -> Refund:
    """Write down that a transfer to a bank account was ordered (総合振込の依頼).

    Raises:
        WrongRefundState: it is not approved. NotAllowed, ReceivableUnknown.
    """
    check_may_work(actor)
    refund = lock_refund(refund_id)
    if refund.state != "approved":
        raise WrongRefundState(state=refund.get_state_display())
    refund.state, refund.sent_at, refund.gateway_ref = "sent", at, gateway_ref[:80]
    refund.save(update_fields=["state", "sent_at", "gateway_ref"])
    return refund


@in_one_go
def complete_refund(
    *, refund_id: UUID, gateway_ref: str, occurred_on: date, actor: Actor, at: datetime
) -> Refund:
    """Book that the money was paid back; twice is once.

    Raises:
        WrongRefundState: it was not sent. NotAllowed, ReceivableUnknown.
    """
    check_may_work(actor)
    refund = lock_refund(refund_id)
    if refund.state == "done":
        return refund
    if refund.state != "sent":
        raise WrongRefundState(state=refund.get_state_display())
    receivable = refund.receivable
    refund.state, refund.done_at, refund.gateway_ref = "done", at, gateway_ref[:80]
    refund.save(update_fields=["state", "done_at", "gateway_ref"])
    if refund.attempt_id:
        Attempt.objects.filter(id=refund.attempt_id).update(
            refunded_yen=F("refunded_yen") + refund.yen
        )
    receivable.refunding_yen -= refund.yen
    # What an account has too much goes back first.
    surplus = [(str(one), -owed) for one, owed in owed_by_account(receivable)]
    shares = [(UUID(one), -yen) for one, yen in allocate(refund.yen, surplus)]
    book(
        receivable, shares, kind="refunded", origin=f"refund:{refund.id}", occurred_on=occurred_on,
        actor=actor, at=at, route=refund.attempt.route if refund.attempt else "bank",
        reason=refund.reason,
    )  # fmt: skip
    write_standing(receivable, at=at)
    record(
        action="payments.refund.done", actor=actor, subject=receivable.ref, at=at,
        detail={"refund": str(refund.id), "yen": refund.yen, "route": refund.route},
    )  # fmt: skip
    announce(RefundDone(receivable=header_of(receivable), at=at, yen=refund.yen))
    return refund


@in_one_go
def fail_refund(*, refund_id: UUID, failure: str, actor: Actor, at: datetime) -> Refund:
    """Write down that it could not be paid back; the money is asked back anew. Twice is once.

    Raises:
        WrongRefundState: it was not sent. NotAllowed, ReceivableUnknown.
    """
    check_may_work(actor)
    refund = lock_refund(refund_id)
    if refund.state == "failed":
        return refund
    if refund.state != "sent":
        raise WrongRefundState(state=refund.get_state_display())
    refund.state, refund.failure = "failed", failure[:120]
    refund.save(update_fields=["state", "failure"])
    refund.receivable.refunding_yen -= refund.yen
    write_standing(refund.receivable, at=at)
    record(
        action="payments.refund.failed", actor=actor, subject=refund.receivable.ref, at=at,
        detail={"refund": str(refund.id), "failure": failure[:120]},
    )  # fmt: skip
    return refund


STUCK = timedelta(days=3)
"""A refund that was sent and not answered for so long is shown to the treasurer."""
