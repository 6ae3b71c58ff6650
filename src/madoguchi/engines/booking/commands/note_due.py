# SPDX-License-Identifier: Apache-2.0
"""Write down what a booking costs now, so that payments learn of it (支払うべき額)."""

from datetime import datetime

from madoguchi.engines.booking.models import AmountDue, Reservation
from madoguchi.kernel.ids import new_id

OWING = ("confirmed", "used", "no_show", "cancelled")
"""What is held or won costs nothing yet, what ran out nothing any more."""


def standing_of(reservation: Reservation) -> int:
    """Yen that the booking costs as it stands."""
    return reservation.amount_yen if reservation.state in OWING else 0


def note_due(reservation: Reservation, *, at: datetime, first: bool = False) -> None:
    """Write the amount of a locked booking in the transaction of whatever changed it.

    ``first``: the booking stands for the first time, so nothing is known of it. Nothing is written
    where nothing changes.
    """
    known = None if first else AmountDue.objects.filter(reservation=reservation).first()
    amount = standing_of(reservation)
    if known is None:
        if amount:
            first_due(reservation, at=at).save(force_insert=True)
        return
    now = (amount, reservation.paid_yen, reservation.pay_by, items_of(reservation))
    if now == (known.amount_yen, known.paid_yen, known.due_at, known.items):
        return
    known.amount_yen, known.paid_yen, known.due_at, known.items = now
    known.version += 1
    known.changed_at = at
    known.save(update_fields=["amount_yen", "paid_yen", "due_at", "items", "version", "changed_at"])


def first_due(reservation: Reservation, *, at: datetime) -> AmountDue:
    """The row of a booking of which nothing was known, not yet written."""
    amount = standing_of(reservation)
    return AmountDue(
        id=new_id(),
        reservation=reservation,
        amount_yen=amount,
        paid_yen=reservation.paid_yen,
        due_at=reservation.pay_by,
        items=items_of(reservation),
        changed_at=at,
    )


def items_of(reservation: Reservation) -> list[list[object]]:
    """What the amount is made of: lines of the fee, the reduction, or what cancelling costs.

    Their yen add up to the amount.
    """
    amount = standing_of(reservation)
    if not amount:
        return []
    if reservation.state == "cancelled":
        return [["cancelled", amount]]
    lines = [list(line) for line in reservation.fee.get("lines", [])]
    if reservation.charged_yen:
        lines.append(["changed", reservation.charged_yen])
    rest = amount - sum(int(yen) for _, yen in lines)
    if rest:
        lines.append([reservation.fee.get("reduction") or "other", rest])
    return lines
