# SPDX-License-Identifier: Apache-2.0
"""What do people wait for?"""

from datetime import datetime

from madoguchi.engines.booking.models import WaitingEntry


def list_waited_for(*, at: datetime) -> list[str]:
    """The offers that people wait for, of times that are still to come."""
    rows = WaitingEntry.objects.filter(state="waiting", starts_at__gt=at)
    return sorted(set(rows.values_list("offer__key", flat=True)))
