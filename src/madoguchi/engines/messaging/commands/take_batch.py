# SPDX-License-Identifier: Apache-2.0
"""Take messages that wait, for one call to one provider (送信の束を作る)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from madoguchi.engines.messaging.models import DISASTER, Batch, Delivery, Notice, ProviderState
from madoguchi.engines.messaging.ports import Provider
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
    rows: Sequence[Delivery]


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
        ready = [row for row in rows if not _is_quiet_for(row, provider.channel, at)]
        _put_off([row for row in rows if row not in ready], provider.channel, at)
        if not ready:
            return None
        batch = Batch(
            id=new_id(), retry_key=new_id(), provider=provider.key, lane=lane, size=len(ready),
            owner=owner, leased_until=at + LEASE, made_at=at,
        )  # fmt: skip
        batch.save(force_insert=True)
        ids = [row.id for row in ready]
        Delivery.objects.filter(id__in=ids, state="created").update(
            state="sending", batch=batch, provider=provider.key, attempts=F("attempts") + 1
        )
        _use_up(provider, len(ready), at)
        _note_first(ready, at)
    return Taken(batch, sorted(ready, key=lambda row: row.id))


def _waiting(channel: str, lane: int, at: datetime) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state="created", lane=lane, channel=channel, next_at__lte=at)
    return rows.order_by("next_at")


def _next_rows(waiting: QuerySet[Delivery], provider: Provider) -> list[Delivery]:
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(of=("self",), skip_locked=True)
    waiting = waiting.select_related("recipient")
    if not provider.same_text:
        return list(waiting[: provider.batch])
    head = waiting.first()
    if head is None:
        return []
    same = waiting.filter(notice_id=head.notice_id, language=head.language)
    return list(same[: provider.batch])


def _is_quiet_for(row: Delivery, channel: str, at: datetime) -> bool:
    return _ring(row, channel, at) > at


def _ring(row: Delivery, channel: str, at: datetime) -> datetime:
    """When the person's own quiet hours let it ring; alarms always do."""
    person = row.recipient
    if row.lane == DISASTER or channel in SILENT or person.quiet_from is None:
        return at
    return when_to_ring(at, channel, (person.quiet_from, person.quiet_until or 0))


def _put_off(rows: Sequence[Delivery], channel: str, at: datetime) -> None:
    later: dict[datetime, list[Delivery]] = {}
    for row in rows:
        later.setdefault(_ring(row, channel, at), []).append(row)
    for until, some in later.items():
        Delivery.objects.filter(id__in=[row.id for row in some], state="created").update(
            next_at=until
        )


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


def _note_first(rows: Sequence[Delivery], at: datetime) -> None:
    fresh = Q(id__in={row.notice_id for row in rows}, first_sent_at__isnull=True)
    if Notice.objects.filter(fresh).exists():
        Notice.objects.filter(fresh).update(first_sent_at=at)
