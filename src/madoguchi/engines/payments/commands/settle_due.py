# SPDX-License-Identifier: Apache-2.0
"""Look again at every attempt whose time has come."""

from datetime import datetime

from madoguchi.engines.payments.commands.settle_attempt import settle_attempt
from madoguchi.engines.payments.models import UNFINISHED, Attempt
from madoguchi.kernel.actors import Actor

MOST_AT_ONCE = 200


def settle_due(*, actor: Actor, at: datetime) -> int:
    """Settle what is due, the longest waiting first; returns how many were looked at.

    Without a gateway nothing is asked. Two workers may look at the same: every step is once.
    """
    rows = Attempt.objects.filter(state__in=UNFINISHED, next_try_at__lte=at)
    ids = list(rows.order_by("next_try_at", "id").values_list("id", flat=True)[:MOST_AT_ONCE])
    for one in ids:
        settle_attempt(attempt_id=one, actor=actor, at=at)
    return len(ids)
