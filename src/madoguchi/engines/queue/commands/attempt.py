# SPDX-License-Identifier: Apache-2.0
"""What does each constraint of the queue mean to the person whose command it stopped?"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from madoguchi.engines.queue.rules.refusals import AppointmentUsed, DeskBusy, TooBusy
from madoguchi.platform.transactions.api import InOneGo

__all__ = ["in_one_go"]

P = ParamSpec("P")
T = TypeVar("T")
_STANDING = InOneGo(
    says={
        "queue_one_at_a_desk": lambda: DeskBusy(label="-"),
        "queue_ticket.desk_id": lambda: DeskBusy(label="-"),
        "queue_appointment_once": AppointmentUsed,
        "queue_ticket.booking_ref": AppointmentUsed,
    },
    once_more=(
        "queue_line_day_once", "queue_lineday", "queue_number_once", "queue_gapless",
        "queue_ticket.line_day_id", "request_key", "code",
    ),
    gives_up=TooBusy,
)  # fmt: skip


def in_one_go(work: Callable[P, T]) -> Callable[P, T]:
    """Run the command in one transaction (or savepoint), again where nobody is to blame."""
    return _STANDING(work)
