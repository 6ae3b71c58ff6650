# SPDX-License-Identifier: Apache-2.0
"""Compare our attempts with the gateway's, explain each difference, and mend what is safe to mend."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F

from madoguchi.engines.payments.commands.settle_attempt import book_captured, settle_attempt
from madoguchi.engines.payments.models import DEAD, Attempt
from madoguchi.engines.payments.ports import (
    Gateway,
    GatewayAway,
    GatewayPayment,
    GatewayRefused,
    gateway,
)
from madoguchi.engines.payments.rules.attempts import explain
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record_alone

OLD_ENOUGH = timedelta(days=2)
LOOK_BACK = timedelta(days=8)
MOST_AT_ONCE = 2_000


def compare_gateway(
    *, actor: Actor, at: datetime, old_enough: timedelta = OLD_ENOUGH, most: int = MOST_AT_ONCE
) -> Counter[str]:
    """How many attempts of the last days are the same there, and how many differ in which way.

    Money that the gateway has and we have not booked is booked. It is cancelled there only what
    ended here as a failure, is not finished there and is older than ``old_enough``. Everything
    else that differs is written down for the treasurer.
    """
    port = gateway()
    told: Counter[str] = Counter()
    if port is None:
        return told
    rows = Attempt.objects.filter(made_at__gte=at - LOOK_BACK).order_by(
        F("checked_at").asc(nulls_first=True), "id"
    )
    for attempt in rows[:most]:
        try:
            told[_compare(attempt, port, actor=actor, at=at, old_enough=old_enough)] += 1
        except (GatewayAway, GatewayRefused):
            told["no_answer"] += 1
    return told


def _compare(
    attempt: Attempt, port: Gateway, *, actor: Actor, at: datetime, old_enough: timedelta
) -> str:
    found = port.find(reference=str(attempt.id))
    theirs = found.state if found else None
    difference = explain(attempt.state, attempt.yen, theirs, found.captured_yen if found else 0)
    Attempt.objects.filter(id=attempt.id).update(checked_at=at)
    if difference == "same":
        return difference
    if found is not None:
        _mend(attempt, found, port, difference, actor=actor, at=at, old_enough=old_enough)
    if difference in {"ours_captured_theirs_not", "other_amount", "ours_dead_theirs_captured"}:
        record_alone(
            action="payments.gateway.differs", actor=actor, subject=f"payments:{attempt.receivable_id}",
            at=at, detail={"attempt": str(attempt.id), "difference": difference},
        )  # fmt: skip
    return difference


def _mend(
    attempt: Attempt, found: GatewayPayment, port: Gateway, difference: str, *, actor: Actor,
    at: datetime, old_enough: timedelta,
) -> None:  # fmt: skip
    if difference == "ours_dead_theirs_captured":
        book_captured(attempt_id=attempt.id, found=found, actor=actor, at=at)
    elif difference == "ours_open_theirs_done":
        settle_attempt(attempt_id=attempt.id, actor=actor, at=at)
    elif attempt.state in DEAD and at - attempt.made_at >= old_enough:
        port.cancel(reference=str(attempt.id))
