# SPDX-License-Identifier: Apache-2.0
"""Hand queued notices about dues to the channel."""

from datetime import datetime

from django.db import connection, transaction

from madoguchi.engines.payments.models import UNPAID, DueNotice
from madoguchi.engines.payments.ports import NotifyLater, Teller, teller
from madoguchi.kernel.actors import Actor

MOST_AT_ONCE = 200
ABOUT_UNPAID = ("before_due", "after_due", "demand")


def tell_people(*, actor: Actor, at: datetime) -> int:  # noqa: ARG001 - every command takes both
    """Tell what is queued, the oldest first; returns how many were handed over.

    Without a channel they wait. Who has paid meanwhile is not reminded: the notice is dropped.
    """
    port = teller()
    if port is None:
        return 0
    with transaction.atomic():
        rows = DueNotice.objects.filter(told_at=None).order_by("made_at", "id")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(of=("self",), skip_locked=True)
        told = 0
        for row in rows.select_related("receivable")[:MOST_AT_ONCE]:
            if row.kind in ABOUT_UNPAID and row.receivable.state not in UNPAID:
                row.delete()
                continue
            try:
                _tell(port, row)
            except NotifyLater:
                break
            DueNotice.objects.filter(id=row.id).update(told_at=at)
            told += 1
    return told


def _tell(port: Teller, row: DueNotice) -> None:
    due = row.receivable
    port(
        notice_id=str(row.id),
        party_ref=due.payer_ref,
        kind=row.kind,
        number=due.number,
        about={
            "title": due.title,
            "balance_yen": due.balance_yen,
            "due_on": due.due_on.isoformat() if due.due_on else "",
        },
    )
