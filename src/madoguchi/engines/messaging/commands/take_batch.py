# SPDX-License-Identifier: Apache-2.0
"""Take messages that wait, for one call to one provider (送信の束を作る)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from madoguchi.engines.messaging.models import (
    DISASTER,
    Batch,
    Delivery,
    Notice,
    ProviderState,
    Recipient,
)
from madoguchi.engines.messaging.ports import Provider
from madoguchi.engines.messaging.queries.rows import Row, read_rows
from madoguchi.engines.messaging.rules.chain import SILENT
from madoguchi.engines.messaging.rules.quiet import when_to_ring
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id

LEASE = timedelta(seconds=30)
AHEAD = timedelta(seconds=1)
"""How far the limit of a provider may be used up in advance."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch and its deliveries, in the order in which they are handed over."""

    batch: Batch
    rows: Sequence[Row]


def take_batch(
    *, provider: Provider, lane: int, owner: str, actor: Actor, at: datetime  # noqa: ARG001 - commands take both
) -> Taken | None:  # fmt: skip
    """Lease the next messages of a lane; None where nothing waits or the provider must rest.

    The retry key is written before the first call. Two dispatchers never take the same message.
    """
    waiting = _waiting(provider.channel, lane, at)
    # SQLite: look first, because a transaction would take the write lock even for nothing.
    if connection.vendor != "postgresql" and not waiting.exists():
        return None
    with transaction.atomic():
        if not _may_call(provider, at):
            return None
        rows = _next_rows(waiting, provider)
        later = _later(rows, provider.channel, at)
        _put_off(later)
        ready = [row for row in rows if row.id not in later]
        if not ready:
            return None
        batch = Batch(
            id=new_id(), retry_key=new_id(), provider=provider.key, lane=lane, size=len(ready),
            owner=owner, leased_until=at + LEASE, made_at=at,
        )  # fmt: skip
        batch.save(force_insert=True)
        Delivery.objects.filter(id__in=[row.id for row in ready], state="created").update(
            state="sending", batch=batch, provider=provider.key, attempts=F("attempts") + 1
        )
        _use_up(provider, len(ready), at)
        _note_first(ready, at)
    ordered = sorted(ready, key=lambda row: row.id)
    return Taken(
        batch, [row._replace(state="sending", attempts=row.attempts + 1) for row in ordered]
    )


def _waiting(channel: str, lane: int, at: datetime) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state="created", lane=lane, channel=channel, next_at__lte=at)
    return rows.order_by("next_at")


def _next_rows(waiting: QuerySet[Delivery], provider: Provider) -> Sequence[Row]:
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(of=("self",), skip_locked=True)
    if not provider.same_text:
        return read_rows(waiting[: provider.batch])
    head = waiting.values_list("notice_id", "language").first()
    if head is None:
        return []
    same = waiting.filter(notice_id=head[0], language=head[1])
    return read_rows(same[: provider.batch])


def _later(rows: Sequence[Row], channel: str, at: datetime) -> Mapping[UUID, datetime]:
    """Those whose person wants quiet now → when they may ring; alarms always do."""
    if channel in SILENT or not rows or rows[0].lane == DISASTER:
        return {}
    people = Recipient.objects.filter(
        id__in={row.recipient_id for row in rows}, quiet_from__isnull=False
    )
    quiet = {
        key: (first or 0, last or 0)
        for key, first, last in people.values_list("id", "quiet_from", "quiet_until")
    }
    rings = {
        row.id: when_to_ring(at, channel, quiet[row.recipient_id])
        for row in rows
        if row.recipient_id in quiet
    }
    return {key: ring for key, ring in rings.items() if ring > at}


def _put_off(later: Mapping[UUID, datetime]) -> None:
    for until in sorted(set(later.values())):
        ids = [key for key, ring in later.items() if ring == until]
        Delivery.objects.filter(id__in=ids, state="created").update(next_at=until)


def _may_call(provider: Provider, at: datetime) -> bool:
    """Whether the provider is neither paused nor down nor at its limit."""
    state, _ = ProviderState.objects.get_or_create(
        key=provider.key, defaults={"channel": provider.channel}
    )
    if state.is_paused or (state.down_until is not None and state.down_until > at):
        return False
    return state.free_at is None or state.free_at <= at + AHEAD


def _use_up(provider: Provider, count: int, at: datetime) -> None:
    if provider.per_second is None:
        return
    state = ProviderState.objects.select_for_update().get(key=provider.key)
    begins = max(state.free_at or at, at)
    state.free_at = begins + timedelta(seconds=count / provider.per_second)
    state.save(update_fields=["free_at"])


def _note_first(rows: Sequence[Row], at: datetime) -> None:
    fresh = Q(id__in={row.notice_id for row in rows}, first_sent_at__isnull=True)
    if Notice.objects.filter(fresh).exists():
        Notice.objects.filter(fresh).update(first_sent_at=at)
