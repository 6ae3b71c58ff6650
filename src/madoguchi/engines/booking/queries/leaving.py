# SPDX-License-Identifier: Apache-2.0
"""What does it mean to give a booking up now, under the rules it was made under?"""

from dataclasses import replace
from datetime import datetime

from madoguchi.engines.booking.models import PENDING, Reservation
from madoguchi.engines.booking.rules.fees import Leaving, calculate_leaving


def leaving_of(one: Reservation, *, at: datetime) -> Leaving:
    """Yen still owed, points and the last moment; what earlier changes cost stays owed.

    A booking that only waits for its answer costs nothing.
    """
    found = calculate_leaving(
        one.read_rules(), starts_at=one.starts_at, amount_yen=one.fee_yen, at=at
    )
    if one.state in PENDING:
        return replace(found, owed_yen=0, points=0)
    return replace(found, owed_yen=found.owed_yen + one.charged_yen)
