# SPDX-License-Identifier: Apache-2.0
"""Hand what bookings cost to payments (支払うべき額を伝える)."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from madoguchi.engines.booking.models import AmountDue
from madoguchi.engines.booking.ports import Payments, PaymentsAway, payments
from madoguchi.kernel.actors import Actor

MOST_AT_ONCE = 200


def tell_payments(*, actor: Actor, at: datetime) -> int:  # noqa: ARG001 - every command takes both
    """Tell every amount that changed, the oldest change first; returns how many were taken over.

    Without payments nothing is told and fees are paid at the counter; whoever comes later is told
    all that stands. An amount that changed twice meanwhile is told once, as it is now.
    """
    port = payments()
    if port is None:
        return 0
    with transaction.atomic():
        rows = AmountDue.objects.filter(told_version__lt=F("version")).order_by("changed_at", "id")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(of=("self",), skip_locked=True)
        told = 0
        for row in rows.select_related("reservation")[:MOST_AT_ONCE]:
            try:
                _tell(port, row)
            except PaymentsAway:
                break
            AmountDue.objects.filter(id=row.id).update(told_version=row.version)
            told += 1
    return told


def _tell(port: Payments, row: AmountDue) -> None:
    booking = row.reservation
    if not row.amount_yen and not row.paid_yen:
        port.withdraw(booking_ref=booking.ref, version=row.version)
        return
    port.due(
        booking_ref=booking.ref,
        number=booking.number,
        party_ref=booking.person_ref,
        items=tuple((str(key), int(yen)) for key, yen in row.items),
        amount_yen=row.amount_yen,
        paid_yen=row.paid_yen,
        due_at=row.due_at,
        version=row.version,
    )
