# SPDX-License-Identifier: Apache-2.0
"""Portal: what bookings cost is owed in payments; paid there is paid here, cancelled is paid back.

Payments hold the due while they tell; the booking is marked in a job of its own, so that neither
waits for the other.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django_tasks import task

import madoguchi.engines.booking.api as booking
import madoguchi.engines.payments.api as payments
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.facts import on
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue, text

SOURCE = "booking:"
SURPLUS = "予約の取消し・変更で納めすぎとなったため"
PAID_ELSEWHERE = "other"


class Charging:
    """Booking's payments: each amount is assessed, what is too much is asked back."""

    def due(
        self, *, booking_ref: str, number: str, party_ref: str, items: Sequence[tuple[str, int]],
        amount_yen: int, paid_yen: int, due_at: datetime | None, version: int,
    ) -> None:  # fmt: skip
        """So much is due; what was paid at the counter of the place is booked too."""
        rule = payments.find_source("booking")
        if rule is None:
            raise booking.PaymentsAway
        at = now()
        lines = items or [("other", amount_yen)]
        owed = payments.Due(
            source_ref=booking_ref,
            title=rule.title.fill(number=number),
            items=[
                payments.DueItem(rule.account, _label(rule.labels.get(key, rule.label), yen), yen)
                for key, yen in lines
            ],
            payer_ref=party_ref,
            due_on=today(due_at) if due_at else None,
            version=version,
            late_rule=rule.late_rule,
        )
        row = payments.assess(due=owed, actor=SYSTEM, at=at)
        if row.version == version and paid_yen > row.paid_yen and _all_at_counter(row.id):
            row = payments.record_payment(
                receivable_id=row.id, yen=paid_yen - row.paid_yen, route=PAID_ELSEWHERE,
                origin=f"{booking_ref}:{version}", occurred_on=today(at), actor=SYSTEM, at=at,
            )  # fmt: skip
        payments.ask_surplus_back(receivable=row, reason=SURPLUS, actor=SYSTEM, at=at)
        if row.paid_yen and row.balance_yen <= 0:
            settle_booking.enqueue(booking_ref)

    def withdraw(self, *, booking_ref: str, version: int) -> None:
        """Nothing is due any more; what was paid is asked back."""
        at = now()
        row = payments.withdraw(source_ref=booking_ref, version=version, actor=SYSTEM, at=at)
        if row is not None:
            payments.ask_surplus_back(receivable=row, reason=SURPLUS, actor=SYSTEM, at=at)


def _all_at_counter(receivable_id: UUID) -> bool:
    """Whether no money was taken or given back but at the counter of the place.

    Otherwise what booking knows of the money came from here and must not be booked again.
    """
    booked = payments.list_booked(receivable_id)
    return all(one.origin.startswith(SOURCE) for one in booked if one.kind in {"paid", "refunded"})


def _label(words: TextValue, yen: int) -> TextValue:
    """The pack's words for a line of the fee; what lowers it says so."""
    return text("減免", "Reduction", "へった お金") if yen < 0 else words


def pay_page(booking_ref: str) -> str:
    """The page of the due, or the list while payments do not know of it yet."""
    due = payments.find_by_source(booking_ref)
    return reverse("payments:due", args=[due.number]) if due else reverse("payments:dues")


@on(payments.ReceivablePaid)
def mark_as_paid(fact: payments.ReceivablePaid) -> None:
    """The booking is marked in a job."""
    if fact.receivable.source_ref.startswith(SOURCE):
        settle_booking.enqueue(fact.receivable.source_ref)


@on(payments.RefundDone)
def mark_as_paid_back(fact: payments.RefundDone) -> None:
    """The booking learns that the surplus is back."""
    if fact.receivable.source_ref.startswith(SOURCE):
        settle_booking.enqueue(fact.receivable.source_ref)


@task()
def settle_booking(source_ref: str) -> None:
    """Mark a booking as paid, or as paid back, where payments and booking mean the same amount.

    Where they do not, booking has a newer amount that payments are told soon; then it comes again.
    """
    due = payments.find_by_source(source_ref)
    if due is None:
        return
    reservation_id = UUID(source_ref.removeprefix(SOURCE))
    at = now()
    try:
        found = booking.find_amount(reservation_id)
        if found != due.due_yen:
            return
        if due.balance_yen <= 0:
            booking.mark_paid(reservation_id=reservation_id, actor=SYSTEM, at=at)
        if due.balance_yen == 0:
            booking.pay_back(reservation_id=reservation_id, actor=SYSTEM, at=at)
    except Refusal:
        return


booking.use_payments(Charging())
booking.use_pay_page(pay_page)
