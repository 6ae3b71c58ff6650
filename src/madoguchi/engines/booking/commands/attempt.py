# SPDX-License-Identifier: Apache-2.0
"""What does each constraint of booking mean to the person whose command it stopped?"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from madoguchi.engines.booking.rules.lottery_refusals import AlreadyEntered
from madoguchi.engines.booking.rules.refusals import AlreadyWaiting, QuotaFull, SlotTaken, TooBusy
from madoguchi.platform.transactions.api import Again, InOneGo

__all__ = ["Again", "in_one_go"]

P = ParamSpec("P")
T = TypeVar("T")
_STANDING = InOneGo(
    says={
        "booking_no_double": SlotTaken,
        "quota_never_exceeded": lambda: QuotaFull(left=0),
        "waiting_once": AlreadyWaiting,
        "booking_waitingentry.offer_id": AlreadyWaiting,
        "one_entry_per_party": lambda: AlreadyEntered(number="-"),
        "booking_lotteryentry.round_id": lambda: AlreadyEntered(number="-"),
    },
    once_more=(
        "reservation_same_request_once", "idempotency_key", "number", "quota_bucket_once",
        "leaf_month_once",
    ),
    gives_up=TooBusy,
)  # fmt: skip


def in_one_go(work: Callable[P, T]) -> Callable[P, T]:
    """Run the command in one transaction (or savepoint), again where nobody is to blame."""
    return _STANDING(work)
