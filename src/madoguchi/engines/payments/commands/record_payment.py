# SPDX-License-Identifier: Apache-2.0
"""Book money that was received (収納), by whichever way it came."""

from datetime import date, datetime
from uuid import UUID

from madoguchi.engines.payments.commands.booking_lines import (
    book,
    header_of,
    owed_by_account,
    write_standing,
)
from madoguchi.engines.payments.commands.charge_late import charge_late
from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import PaymentBooked, ReceivablePaid
from madoguchi.engines.payments.models import LedgerEntry, Receivable
from madoguchi.engines.payments.policy import TILL, WORK, check_may_work
from madoguchi.engines.payments.rules.refusals import AlreadyBooked, AmountBelowZero
from madoguchi.engines.payments.rules.standing import allocate
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record

SETTLED = ("paid", "overpaid")


@in_one_go
def record_payment(
    *,
    receivable_id: UUID,
    yen: int,
    route: str,
    origin: str,
    occurred_on: date,
    actor: Actor,
    at: datetime,
    provisional: bool = False,
) -> Receivable:
    """Book a payment under its ``origin`` (``attempt:<id>``, ``line:<id>``, ``till:<id>``), once.

    Money is never refused because it is too much: it becomes an over-payment that is visible. It
    is spread over the accounts that are still owed, in the order of the items. What comes after
    the due date makes a late charge where the due has a rule for it.

    Raises:
        AmountBelowZero: 0 yen or less. ReceivableUnknown: there is no such due.
        AlreadyBooked: the origin was booked with another amount or for another due.
        NotAllowed: not by this person.
    """
    check_may_work(actor, TILL if route in {"cash", "terminal"} else WORK)
    if yen <= 0:
        raise AmountBelowZero
    receivable = lock_receivable(receivable_id)
    if _is_booked(receivable, yen, origin):
        return receivable
    before, principal = receivable.state, max(0, _principal_left(receivable))
    shares = allocate(yen, [(str(one), owed) for one, owed in owed_by_account(receivable)])
    book(
        receivable, [(UUID(one), share) for one, share in shares], kind="paid", origin=origin,
        occurred_on=occurred_on, actor=actor, at=at, route=route, provisional=provisional,
    )  # fmt: skip
    charge_late(
        receivable=receivable, base_yen=min(yen, principal), paid_on=occurred_on, origin=origin,
        actor=actor, at=at,
    )  # fmt: skip
    write_standing(receivable, at=at)
    record(
        action="payments.payment.booked", actor=actor, subject=receivable.ref, at=at,
        detail={"number": receivable.number, "yen": yen, "route": route, "origin": origin},
    )  # fmt: skip
    header = header_of(receivable)
    announce(PaymentBooked(receivable=header, at=at, yen=yen, origin=origin))
    if receivable.state in SETTLED and before not in SETTLED:
        announce(ReceivablePaid(receivable=header, at=at))
    return receivable


def _principal_left(receivable: Receivable) -> int:
    """What is still owed without late charges: they bear none themselves."""
    if not receivable.late_rule:
        return receivable.balance_yen
    rows = LedgerEntry.objects.filter(receivable=receivable, kind="late_charge")
    return receivable.balance_yen - sum(rows.values_list("yen", flat=True))


def _is_booked(receivable: Receivable, yen: int, origin: str) -> bool:
    """Whether exactly this was booked before.

    Raises:
        AlreadyBooked: something else was.
    """
    rows = list(LedgerEntry.objects.filter(origin=origin))
    if not rows:
        return False
    if {one.receivable_id for one in rows} == {receivable.id} and sum(r.yen for r in rows) == yen:
        return True
    raise AlreadyBooked(origin=origin)
