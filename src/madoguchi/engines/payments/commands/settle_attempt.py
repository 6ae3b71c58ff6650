# SPDX-License-Identifier: Apache-2.0
"""Bring an attempt to where the gateway says that it stands: ask, act, write down."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.record_payment import record_payment
from madoguchi.engines.payments.models import DEAD, UNFINISHED, UNPAID, Attempt
from madoguchi.engines.payments.ports import (
    Gateway,
    GatewayAway,
    GatewayPayment,
    GatewayRefused,
    gateway,
)
from madoguchi.engines.payments.rules.attempts import MOST_TRIES, Step, decide_step, wait_after
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.clock import today
from madoguchi.platform.audit.api import record

MOST_STEPS = 4
ENDS = {"fail": "failed", "expire": "expired", "leave": "cancelled"}


def settle_attempt(*, attempt_id: UUID, actor: Actor, at: datetime) -> Attempt:
    """Ask the gateway, capture or let go, and book what was captured; twice changes nothing.

    Reports and returning payers only lead here: what counts is what the gateway answers. Without
    an answer it is tried again later. No transaction is open while the gateway is asked.
    """
    attempt = Attempt.objects.select_related("receivable").get(id=attempt_id)
    port = gateway()
    if port is None or attempt.state == "captured":
        return attempt
    try:
        for _ in range(MOST_STEPS):
            found = port.find(reference=str(attempt.id))
            step = _step(attempt, found, at)
            if _is_last(attempt, step, found, port, actor=actor, at=at):
                break
    except (GatewayAway, GatewayRefused) as problem:
        _later(attempt, at, failure=getattr(problem, "code", ""))
    return Attempt.objects.select_related("receivable").get(id=attempt_id)


def _step(attempt: Attempt, found: GatewayPayment | None, at: datetime) -> Step:
    due = attempt.receivable
    return decide_step(
        attempt.state,
        found.state if found else None,
        stands=due.state in UNPAID and due.balance_yen >= attempt.yen,
        is_over=at >= attempt.expires_at,
        age=at - attempt.made_at,
    )


def _is_last(
    attempt: Attempt, step: Step, found: GatewayPayment | None, port: Gateway, *, actor: Actor,
    at: datetime,
) -> bool:  # fmt: skip
    """Take the step; whether there is nothing more to do now."""
    reference = str(attempt.id)
    if step == "capture":
        _note_authorised(attempt, found, at=at)
        port.capture(reference=reference, yen=attempt.yen)
        return False
    if step == "cancel":
        port.cancel(reference=reference)
        return False
    if step == "book" and found is not None:
        book_captured(attempt_id=attempt.id, found=found, actor=actor, at=at)
    elif step in ENDS:
        _end(attempt, ENDS[step], found, at=at)
    elif step == "wait":
        _note_page(attempt, found)
        _later(attempt, at)
    return True


def _note_page(attempt: Attempt, found: GatewayPayment | None) -> None:
    """An answer that was lost told where the payer goes on; ``find`` tells it again."""
    if found is not None and found.redirect_url:
        rows = Attempt.objects.filter(id=attempt.id, state__in=("created", "unknown"))
        rows.update(
            state="redirected", redirect_url=found.redirect_url[:500],
            gateway_ref=found.gateway_ref,
        )  # fmt: skip


def _note_authorised(attempt: Attempt, found: GatewayPayment | None, *, at: datetime) -> None:
    rows = Attempt.objects.filter(id=attempt.id, state__in=UNFINISHED)
    rows.update(
        state="authorised", changed_at=at, checked_at=at,
        gateway_ref=found.gateway_ref if found else "",
    )  # fmt: skip


@in_one_go
def book_captured(
    *, attempt_id: UUID, found: GatewayPayment, actor: Actor, at: datetime
) -> Attempt:
    """Book what the gateway has captured, also for an attempt that we had given up."""
    receivable_id = Attempt.objects.values_list("receivable_id", flat=True).get(id=attempt_id)
    lock_receivable(receivable_id)
    attempt = Attempt.objects.select_for_update(of=("self",)).get(id=attempt_id)
    if attempt.state == "captured":
        return attempt
    was = attempt.state
    attempt.state, attempt.failure = "captured", ""
    attempt.gateway_ref, attempt.next_try_at = found.gateway_ref, None
    attempt.changed_at = attempt.checked_at = at
    attempt.save(
        update_fields=[
            "state", "failure", "gateway_ref", "next_try_at", "changed_at", "checked_at",
        ]
    )  # fmt: skip
    record_payment(
        receivable_id=receivable_id, yen=found.captured_yen, route=attempt.route,
        origin=attempt.ref, occurred_on=today(at), actor=SYSTEM, at=at,
    )  # fmt: skip
    if was in DEAD:
        record(
            action="payments.attempt.captured_late", actor=actor, subject=attempt.receivable.ref,
            at=at, detail={"attempt": str(attempt.id), "was": was},
        )  # fmt: skip
    return attempt


def _end(attempt: Attempt, state: str, found: GatewayPayment | None, *, at: datetime) -> None:
    rows = Attempt.objects.filter(id=attempt.id, state__in=UNFINISHED)
    rows.update(
        state=state, next_try_at=None, changed_at=at, checked_at=at,
        failure=found.failure if found else "not_reached",
        gateway_ref=found.gateway_ref if found else attempt.gateway_ref,
    )  # fmt: skip


def _later(attempt: Attempt, at: datetime, *, failure: str = "") -> None:
    """Look again later; after many tries it stays, visible, for the treasurer to look at."""
    rows = Attempt.objects.filter(id=attempt.id, state__in=UNFINISHED)
    over = attempt.tries + 1 >= MOST_TRIES
    rows.update(
        tries=F("tries") + (0 if over else 1),
        next_try_at=None if over else at + wait_after(attempt.tries),
        failure="stuck" if over else failure,
        checked_at=at,
    )
