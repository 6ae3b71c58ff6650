# SPDX-License-Identifier: Apache-2.0
"""Hand queued notices to the channel."""

from datetime import datetime

from django.db import connection, transaction

from madoguchi.engines.queue.models import Notice
from madoguchi.engines.queue.ports import NotifyLater, notifier
from madoguchi.kernel.actors import Actor

MOST_AT_ONCE = 200


def send_notices(*, actor: Actor, at: datetime) -> int:  # noqa: ARG001 - every command takes both
    """Send what is queued, the oldest first; returns how many were handed over.

    Without a channel they stay queued: the page of the ticket shows them anyway.
    """
    send = notifier()
    if send is None:
        return 0
    with transaction.atomic():
        rows = Notice.objects.filter(sent_at__isnull=True).order_by("made_at", "id")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(of=("self",), skip_locked=True)
        sent = []
        for notice in rows.select_related("ticket")[:MOST_AT_ONCE]:
            label = notice.ticket.label
            try:
                send(
                    notice_id=str(notice.id),
                    party_ref=notice.party_ref,
                    kind=notice.kind,
                    label=label,
                    about=notice.about,
                )
            except NotifyLater:
                break
            sent.append(notice.id)
        Notice.objects.filter(id__in=sent).update(sent_at=at)
    return len(sent)
