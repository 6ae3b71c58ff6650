# SPDX-License-Identifier: Apache-2.0
"""Hand queued notices to the channel."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from madoguchi.engines.booking.models import Notice
from madoguchi.engines.booking.ports import NotifyLater, notifier
from madoguchi.kernel.actors import Actor

MOST_AT_ONCE = 200
STANDING = ("held", "won", "confirmed", "used")


def send_notices(*, actor: Actor, at: datetime) -> int:  # noqa: ARG001 - every command takes both
    """Send what is queued, the oldest first; returns how many were handed over.

    Without a channel they stay queued: the person's own page shows them anyway.
    """
    send = notifier()
    if send is None:
        return 0
    with transaction.atomic():
        rows = Notice.objects.filter(sent_at__isnull=True).exclude(_stale(at))
        rows = rows.order_by("made_at", "id")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(of=("self",), skip_locked=True)
        sent = []
        for notice in rows.select_related("reservation")[:MOST_AT_ONCE]:
            number = notice.reservation.number if notice.reservation else ""
            try:
                send(
                    notice_id=str(notice.id),
                    party_ref=notice.party_ref,
                    kind=notice.kind,
                    number=number,
                    about=notice.about,
                )
            except NotifyLater:
                break
            sent.append(notice.id)
        Notice.objects.filter(id__in=sent).update(sent_at=at)
    return len(sent)


def _stale(at: datetime) -> Q:
    """Reminders that come too late: what they speak of has begun, run out or been cancelled."""
    over = Q(reservation__ends_at__lte=at) | ~Q(reservation__state__in=STANDING)
    begun = Q(kind="remind", reservation__starts_at__lte=at) & ~Q(reservation__state="used")
    missed = Q(kind="remind_confirm") & ~Q(reservation__hold_until__gt=at)
    return Q(kind__startswith="remind") & over | begun | missed
