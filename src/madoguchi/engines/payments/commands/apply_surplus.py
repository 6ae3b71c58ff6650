# SPDX-License-Identifier: Apache-2.0
"""Apply what was paid too much for one due to another of the same payer (充当)."""

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
from madoguchi.engines.payments.commands.record_payment import SETTLED
from madoguchi.engines.payments.events import ReceivablePaid
from madoguchi.engines.payments.models import Receivable
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.rules.numbers import parse_number
from madoguchi.engines.payments.rules.refusals import ReceivableUnknown
from madoguchi.engines.payments.rules.standing import allocate
from madoguchi.engines.payments.rules.till_refusals import RouteReasonMissing, SurplusTooSmall
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def apply_surplus(
    *, receivable_id: UUID, to_number: str, yen: int, reason: str, actor: Actor, at: datetime
) -> tuple[Receivable, Receivable]:
    """Move ``yen`` of an over-payment to the due with this number; both ledgers say so.

    Raises:
        SurplusTooSmall: more than was paid too much, or than is owed there. NumberWrong,
        ReceivableUnknown, RouteReasonMissing, NotAllowed.
    """
    check_may_work(actor)
    if not reason.strip():
        raise RouteReasonMissing
    target = Receivable.objects.filter(number=parse_number(to_number)).first()
    if target is None or target.id == receivable_id:
        raise ReceivableUnknown
    locked = {one: lock_receivable(one) for one in sorted((receivable_id, target.id))}
    giver, taker = locked[receivable_id], locked[target.id]
    most = max(0, min(giver.returnable_yen, taker.balance_yen))
    if not 0 < yen <= most:
        raise SurplusTooSmall(most=f"{most:,}")
    before, origin = taker.state, f"apply:{new_id()}"
    _book(giver, -yen, f"{origin}:from", reason, actor, at)
    _book(taker, yen, f"{origin}:to", reason, actor, at)
    record(
        action="payments.surplus.applied", actor=actor, subject=giver.ref, at=at,
        detail={"from": giver.number, "to": taker.number, "yen": yen, "why": reason[:200]},
    )  # fmt: skip
    if taker.state in SETTLED and before not in SETTLED:
        announce(ReceivablePaid(receivable=header_of(taker), at=at))
    return giver, taker


def _book(due: Receivable, yen: int, origin: str, reason: str, actor: Actor, at: datetime) -> None:
    """Above zero it goes to what is owed, below zero it is taken from what is paid too much."""
    sign = 1 if yen > 0 else -1
    owed = [(str(one), sign * left) for one, left in owed_by_account(due)]
    shares = [(UUID(one), sign * part) for one, part in allocate(abs(yen), owed)]
    book(
        due, shares, kind="applied", origin=origin, occurred_on=today(at), actor=actor, at=at,
        reason=reason.strip()[:200],
    )  # fmt: skip
    write_standing(due, at=at)
