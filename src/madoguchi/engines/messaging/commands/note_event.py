# SPDX-License-Identifier: Apache-2.0
"""A provider tells what became of a message or an address (届いた・開いた・戻ってきた・止めた)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F

from madoguchi.engines.messaging.commands.advance import Failure, advance
from madoguchi.engines.messaging.commands.end_address import end_address
from madoguchi.engines.messaging.commands.note_opened import note_opened
from madoguchi.engines.messaging.models import Address, ChannelEvent, Delivery
from madoguchi.engines.messaging.queries.addresses import find_by_address
from madoguchi.engines.messaging.rules.addresses import canonical
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id

Kind = Literal[
    "delivered", "opened", "bounced", "soft_bounced", "blocked", "unblocked", "complained"
]
SOFT_LIMIT = 5
"""So many soft bounces without a delivery between them are a hard one."""


@transaction.atomic
def note_event(
    *,
    provider: str,
    event_key: str,
    kind: Kind,
    actor: Actor,
    at: datetime,
    channel: str = "",
    delivery_id: UUID | None = None,
    address: str = "",
    detail: str = "",
) -> bool:
    """Take an event once by its key; whether it was new. It speaks of a delivery or of an address.

    Raises:
        AddressUnfit: the address has not the shape of its channel.
    """
    event = ChannelEvent(
        id=new_id(), provider=provider, event_key=event_key[:160], kind=kind,
        delivery_id=delivery_id, detail=detail[:200], at=at,
    )  # fmt: skip
    ChannelEvent.objects.bulk_create([event], ignore_conflicts=True)
    if not ChannelEvent.objects.filter(id=event.id).exists():
        return False
    row = Delivery.objects.filter(id=delivery_id).first() if delivery_id else None
    if row is not None:
        _move(row, kind, detail, actor=actor, at=at)
    _touch_addresses(row, kind, channel, address, detail, actor=actor, at=at)
    return True


def _move(row: Delivery, kind: Kind, detail: str, *, actor: Actor, at: datetime) -> None:
    if kind == "opened":
        note_opened(delivery_id=row.id, actor=actor, at=at)
    elif kind == "delivered":
        mine = Delivery.objects.filter(id=row.id)
        mine.filter(state__in=("sending", "accepted"), delivered_at__isnull=True).update(
            delivered_at=at
        )
        mine.filter(state="accepted").update(state="delivered")
    elif kind in {"bounced", "blocked"} and row.state in {"accepted", "delivered"}:
        advance(failures=[Failure(row, "failed", detail or kind)], actor=actor, at=at)


def _touch_addresses(
    row: Delivery | None, kind: Kind, channel: str, address: str, detail: str, *,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    for one in _addresses(row, channel, address):
        if kind == "bounced":
            end_address(address_id=one.id, state="bounced", why=detail or kind, actor=actor, at=at)
        elif kind in {"blocked", "complained"}:
            end_address(address_id=one.id, state="blocked", why=detail or kind, actor=actor, at=at)
        elif kind == "unblocked":
            Address.objects.filter(id=one.id, state="blocked").update(
                state="active", ended_at=None, end_reason=""
            )
        elif kind == "soft_bounced":
            Address.objects.filter(id=one.id).update(soft_failures=F("soft_failures") + 1)
            if one.soft_failures + 1 >= SOFT_LIMIT:
                end_address(address_id=one.id, state="bounced", why="soft", actor=actor, at=at)
        elif kind == "delivered" and one.soft_failures:
            Address.objects.filter(id=one.id).update(soft_failures=0)


def _addresses(row: Delivery | None, channel: str, address: str) -> list[Address]:
    if address:
        return list(find_by_address(channel, canonical(channel, address)))
    if row is None:
        return []
    found = Address.objects.filter(recipient=row.recipient_id, channel=channel or row.channel)
    return list(found.order_by("-verified_at", "id")[:1])
