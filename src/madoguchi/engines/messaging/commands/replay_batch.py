# SPDX-License-Identifier: Apache-2.0
"""Take over a batch whose dispatcher is gone, with the same key (束の引きつぎ)."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from madoguchi.engines.messaging.commands.take_batch import LEASE, Taken
from madoguchi.engines.messaging.models import Batch, Delivery
from madoguchi.engines.messaging.queries.rows import read_rows
from madoguchi.engines.messaging.rules.retrying import wait_before
from madoguchi.kernel.actors import Actor


def replay_batch(*, owner: str, actor: Actor, at: datetime) -> Taken | None:  # noqa: ARG001 - commands take both
    """The most urgent batch of unknown fate; it goes out again to the same provider with the same key."""
    lost = Batch.objects.filter(done_at__isnull=True, leased_until__lt=at)
    if not lost.exists():
        return None
    with transaction.atomic():
        rows = lost.order_by("lane", "leased_until")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(skip_locked=True)
        batch = rows.first()
        if batch is None:
            return None
        batch.owner, batch.leased_until, batch.calls = owner, at + LEASE, batch.calls + 1
        batch.save(update_fields=["owner", "leased_until", "calls"])
        members = Delivery.objects.filter(batch=batch, state="sending").order_by("id")
        return Taken(batch, read_rows(members))


def keep_leases(*, owner: str, held: Collection[object], actor: Actor, at: datetime) -> int:  # noqa: ARG001
    """Heartbeat: the batches in this dispatcher's hands are being worked on."""
    mine = Batch.objects.filter(id__in=list(held), owner=owner, done_at__isnull=True)
    return mine.update(leased_until=at + LEASE)


def leave_open(
    *,
    taken: Taken,
    actor: Actor,  # noqa: ARG001
    at: datetime,
    retry_after_s: float | None = None,
) -> None:
    """The call broke off and nobody knows what arrived: the same batch again, later."""
    later = at + wait_before(taken.batch.calls, retry_after_s=retry_after_s)
    Batch.objects.filter(id=taken.batch.id, done_at__isnull=True).update(leased_until=later)


def let_go_of(*, owners: Collection[str], actor: Actor, at: datetime) -> int:  # noqa: ARG001
    """The batches of dispatchers that are known to be dead may be taken over at once."""
    theirs = Batch.objects.filter(owner__in=list(owners), done_at__isnull=True, leased_until__gt=at)
    return theirs.update(leased_until=F("made_at"))
