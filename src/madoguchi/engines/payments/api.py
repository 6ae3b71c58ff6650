# SPDX-License-Identifier: Apache-2.0
"""The front door of payments."""

from madoguchi.engines.payments.commands.assess import assess
from madoguchi.engines.payments.commands.record_payment import record_payment
from madoguchi.engines.payments.commands.reverse import reverse
from madoguchi.engines.payments.commands.withdraw import withdraw
from madoguchi.engines.payments.events import (
    PaymentBooked,
    PaymentReversed,
    ReceivableAssessed,
    ReceivableChanged,
    ReceivablePaid,
    RefundDone,
)
from madoguchi.engines.payments.queries.payers import confirmation_of
from madoguchi.engines.payments.rules.dues import Due, DueItem, DuePart

__all__ = [
    "Due",
    "DueItem",
    "DuePart",
    "PaymentBooked",
    "PaymentReversed",
    "ReceivableAssessed",
    "ReceivableChanged",
    "ReceivablePaid",
    "RefundDone",
    "assess",
    "confirmation_of",
    "record_payment",
    "reverse",
    "withdraw",
]
