# SPDX-License-Identifier: Apache-2.0
"""Somebody has opened a message, read it in the inbox, or put it away (開封・既読・しまう)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import Delivery
from madoguchi.engines.messaging.rules.refusals import NoticeUnknown
from madoguchi.kernel.actors import Actor


@transaction.atomic
def note_opened(*, delivery_id: UUID, actor: Actor, at: datetime) -> Delivery:  # noqa: ARG001
    """The chain ends here: what waits for the same person on other ways is not sent any more.

    Raises:
        NoticeUnknown: there is no such delivery.
    """
    row = Delivery.objects.select_related("notice").filter(id=delivery_id).first()
    if row is None:
        raise NoticeUnknown
    own = Delivery.objects.filter(notice=row.notice_id, recipient=row.recipient_id)
    own.filter(state="created").exclude(id=row.id).update(
        state="suppressed", next_at=None, detail="opened_elsewhere"
    )
    fresh = own.filter(id=row.id, opened_at__isnull=True).exclude(state="sending")
    fresh.update(state="opened", opened_at=at, next_at=None)
    own.filter(id=row.id, opened_at__isnull=True).update(opened_at=at)
    own.filter(state__in=("accepted", "delivered")).update(next_at=None)
    row.refresh_from_db()
    return row


@transaction.atomic
def mark_read(*, delivery_id: UUID, party_ref: str, actor: Actor, at: datetime) -> Delivery:
    """The owner has read it in the inbox. Raises NoticeUnknown where it is not theirs."""
    _own(delivery_id, party_ref)
    row = note_opened(delivery_id=delivery_id, actor=actor, at=at)
    Delivery.objects.filter(id=row.id, read_at__isnull=True).update(read_at=at)
    row.refresh_from_db()
    return row


@transaction.atomic
def put_away(
    *,
    delivery_ids: Sequence[UUID],
    party_ref: str,
    is_away: bool,
    actor: Actor,  # noqa: ARG001
    at: datetime,
) -> int:
    """Take messages out of the owner's list, or put them back; how many."""
    rows = Delivery.objects.filter(id__in=list(delivery_ids), recipient__party_ref=party_ref)
    return rows.update(archived_at=at if is_away else None)


def _own(delivery_id: UUID, party_ref: str) -> None:
    if not Delivery.objects.filter(id=delivery_id, recipient__party_ref=party_ref).exists():
        raise NoticeUnknown
