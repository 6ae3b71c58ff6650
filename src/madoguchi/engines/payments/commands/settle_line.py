# SPDX-License-Identifier: Apache-2.0
"""Settle an unmatched payment by hand (未照合の処理): book it on a due, or explain why not."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.record_payment import record_payment
from madoguchi.engines.payments.models import Receivable, StatementFile, StatementLine
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.rules.numbers import parse_number
from madoguchi.engines.payments.rules.reading import ROUTES
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.engines.payments.rules.till_refusals import AlreadyDone, RouteReasonMissing
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

MONEY = frozenset({"paid", "provisional", "final"})
"""Kinds of lines that brought money."""


@in_one_go
def match_by_hand(
    *, line_id: UUID, number: str, reason: str, actor: Actor, at: datetime
) -> StatementLine:
    """Book the money of a waiting line on the due with this number.

    Raises:
        NumberWrong, ReceivableUnknown: no due has it. RouteReasonMissing: no reason is given.
        AlreadyDone: it does not wait any more, or brought no money. NotAllowed.
    """
    line = _lock(line_id, reason, actor)
    if line.kind not in MONEY:
        raise AlreadyDone
    due = Receivable.objects.filter(number=parse_number(number)).first()
    if due is None:
        raise ReceivableUnknown
    record_payment(
        receivable_id=due.id, yen=line.yen, route=ROUTES[line.file.kind], origin=line.origin,
        occurred_on=line.paid_on, actor=actor, at=at, provisional=line.kind == "provisional",
    )  # fmt: skip
    line.receivable, line.rule = due, "by_hand"
    line.state = "provisional" if line.kind == "provisional" else "booked"
    return _settle(line, reason, actor, at)


@in_one_go
def explain_line(*, line_id: UUID, reason: str, actor: Actor, at: datetime) -> StatementLine:
    """Let a waiting line rest without a booking; the reason stands with it.

    Raises:
        RouteReasonMissing, AlreadyDone, NotAllowed.
    """
    line = _lock(line_id, reason, actor)
    line.state = "settled"
    return _settle(line, reason, actor, at)


def _lock(line_id: UUID, reason: str, actor: Actor) -> StatementLine:
    check_may_work(actor)
    if not reason.strip():
        raise RouteReasonMissing
    found = StatementLine.objects.select_for_update().filter(id=line_id).first()
    if found is None or found.state != "waiting":
        raise AlreadyDone
    return found


def _settle(line: StatementLine, reason: str, actor: Actor, at: datetime) -> StatementLine:
    line.reason, line.settled_by_ref, line.settled_at = reason.strip()[:200], actor.ref, at
    line.save(
        update_fields=["receivable", "rule", "state", "reason", "settled_by_ref", "settled_at"]
    )
    StatementFile.objects.filter(id=line.file_id).update(waiting_count=F("waiting_count") - 1)
    record(
        action="payments.statement.settled", actor=actor, subject=f"payments:line:{line.id}", at=at,
        detail={"state": line.state, "yen": line.yen, "why": line.reason},
    )  # fmt: skip
    return line
