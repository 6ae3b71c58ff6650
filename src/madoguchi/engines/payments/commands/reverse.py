# SPDX-License-Identifier: Apache-2.0
"""Take back what was booked (記帳の取消し): a line against each line, nothing is overwritten."""

from datetime import date, datetime

from madoguchi.engines.payments.commands.booking_lines import book, header_of, write_standing
from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import PaymentReversed
from madoguchi.engines.payments.models import LedgerEntry, Receivable
from madoguchi.engines.payments.policy import TILL, WORK, check_may_work
from madoguchi.engines.payments.rules.refusals import NothingBooked, RefundUnderWay
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


@in_one_go
def reverse(
    *, origin: str, reason: str, occurred_on: date, actor: Actor, at: datetime
) -> Receivable:
    """Take back all lines of an origin; twice is once.

    Raises:
        NothingBooked: nothing was booked under it.
        RefundUnderWay: what would remain paid is less than what is being paid back.
        NotAllowed: not by this person.
    """
    first = LedgerEntry.objects.filter(origin=origin).order_by("part").first()
    if first is None or first.reverses_id is not None:
        raise NothingBooked(origin=origin)
    check_may_work(actor, TILL if origin.startswith("till:") else WORK)
    receivable = lock_receivable(first.receivable_id)
    rows = list(
        LedgerEntry.objects.filter(origin=origin, reversed_by__isnull=True).order_by("part")
    )
    if not rows:
        return receivable
    _check_room(receivable, rows)
    taken = book(
        receivable, [(one.account_id, -one.yen) for one in rows], kind=rows[0].kind,
        origin=f"reverse:{origin}", occurred_on=occurred_on, actor=actor, at=at,
        route=rows[0].route, reason=reason, reverses=[one.id for one in rows],
    )  # fmt: skip
    write_standing(receivable, at=at)
    record(
        action="payments.payment.reversed", actor=actor, subject=receivable.ref, at=at,
        detail={"number": receivable.number, "yen": taken, "origin": origin, "why": reason},
    )  # fmt: skip
    announce(PaymentReversed(receivable=header_of(receivable), at=at, yen=-taken, origin=origin))
    return receivable


def _check_room(receivable: Receivable, rows: list[LedgerEntry]) -> None:
    money = sum(one.yen for one in rows if one.is_money)
    if receivable.paid_yen - money < receivable.refunding_yen:
        raise RefundUnderWay
