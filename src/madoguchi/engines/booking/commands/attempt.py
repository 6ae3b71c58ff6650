# SPDX-License-Identifier: Apache-2.0
"""How does a command of booking stand its ground when many do the same at the same instant?

One transaction, tried again where the database had to break a tie (serialisation, deadlock, busy
file). A constraint that refuses becomes the refusal that a person understands.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from madoguchi.engines.booking.rules.lottery_refusals import AlreadyEntered
from madoguchi.engines.booking.rules.refusals import AlreadyWaiting, QuotaFull, SlotTaken, TooBusy
from madoguchi.kernel.refusal import Refusal

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 40
_PASSING = {"40001", "40P01", "55P03"}
_SAYS: dict[str, Callable[[], Refusal]] = {
    "booking_no_double": SlotTaken,
    "quota_never_exceeded": lambda: QuotaFull(left=0),
    "waiting_once": AlreadyWaiting,
    "booking_waitingentry.offer_id": AlreadyWaiting,
    "one_entry_per_party": lambda: AlreadyEntered(number="-"),
    "booking_lotteryentry.round_id": lambda: AlreadyEntered(number="-"),
}
_ONCE_MORE = ("reservation_same_request_once", "idempotency_key", "number", "quota_bucket_once",
              "leaf_month_once")  # fmt: skip


class Again(Exception):
    """Something in the way was found that is to be cleared before the next try."""

    def __init__(self, clear: Callable[[], None]) -> None:
        super().__init__()
        self.clear = clear


def in_one_go(work: Callable[P, T]) -> Callable[P, T]:
    """Run the command in one transaction (or savepoint), again where nobody is to blame."""

    @wraps(work)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        for number in range(TRIES):
            try:
                with transaction.atomic():
                    return work(*args, **kwargs)
            except Again as again:
                again.clear()
            except IntegrityError as problem:
                _explain(problem)
            except OperationalError as problem:
                if connection.in_atomic_block or not _passes(problem):
                    raise
                _wait(number)
        raise TooBusy

    return inner


def _explain(problem: IntegrityError) -> None:
    """Raise the refusal for a constraint; return where another try helps."""
    words = str(problem)
    for name, refusal in _SAYS.items():
        if name in words:
            raise refusal() from problem
    if not any(name in words for name in _ONCE_MORE):
        raise problem


def _passes(problem: OperationalError) -> bool:
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in _PASSING or "locked" in str(problem)


def _wait(number: int) -> None:
    """Longer each time, and never two at the same step."""
    most = min(2 ** min(number, 6), 50)
    time.sleep((1 + secrets.randbelow(most * 4)) / 1000)
