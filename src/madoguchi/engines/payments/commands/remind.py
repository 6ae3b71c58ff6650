# SPDX-License-Identifier: Apache-2.0
"""Write down of what payers are to be told: before the due date, after it, and 督促."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.payments.models import UNPAID, DueNotice, Receivable
from madoguchi.engines.payments.queries.rules import get_reminders
from madoguchi.engines.payments.rules.reminding import choose_windows
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

MOST_AT_ONCE = 5_000


@transaction.atomic
def remind(*, actor: Actor, at: datetime) -> int:
    """Queue the notices of the day, each once per due and due date; returns how many are new."""
    made = 0
    for window in choose_windows(get_reminders(), today(at)):
        rows = Receivable.objects.filter(
            state__in=UNPAID, due_on__gte=window.first, due_on__lte=window.last
        )
        told = DueNotice.objects.filter(
            kind=window.kind, moment__startswith=window.moment,
            receivable__due_on__gte=window.first, receivable__due_on__lte=window.last,
        )  # fmt: skip
        # The moment holds the due date: a due that was put off is told again.
        known = set(told.values_list("receivable_id", "moment"))
        new = [
            DueNotice(
                id=new_id(), receivable_id=row_id, kind=window.kind,
                moment=f"{window.moment}@{due_on}", made_at=at,
            )
            for row_id, due_on in rows.values_list("id", "due_on")
            if (row_id, f"{window.moment}@{due_on}") not in known
        ]  # fmt: skip
        DueNotice.objects.bulk_create(new[:MOST_AT_ONCE], ignore_conflicts=True)
        made += len(new[:MOST_AT_ONCE])
        if new and window.kind == "demand":
            record(
                action="payments.demands.made", actor=actor, subject="payments:demands", at=at,
                detail={"count": len(new[:MOST_AT_ONCE])},
            )  # fmt: skip
    return made
