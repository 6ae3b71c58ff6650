# SPDX-License-Identifier: Apache-2.0
"""Use an address no more: its owner wants it so, it is blocked, or it bounces (あて先の停止)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.events import AddressBlocked
from madoguchi.engines.messaging.models import Address
from madoguchi.engines.messaging.rules.refusals import AddressUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


@transaction.atomic
def remove_address(*, address_id: UUID, party_ref: str, actor: Actor, at: datetime) -> None:
    """Erase an address of one's own. Raises AddressUnknown."""
    row = Address.objects.filter(id=address_id, recipient__party_ref=party_ref).first()
    if row is None:
        raise AddressUnknown
    record(
        action="messaging.address.removed", actor=actor, subject=party_ref, at=at,
        detail={"channel": row.channel, "address": str(row.id)},
    )  # fmt: skip
    row.delete()


@transaction.atomic
def end_address(*, address_id: UUID, state: str, why: str, actor: Actor, at: datetime) -> bool:
    """Mark an address ``blocked`` (its owner does not want it) or ``bounced``; whether it was used."""
    row = Address.objects.select_related("recipient").filter(id=address_id).first()
    changed = Address.objects.filter(id=address_id, state="active").update(
        state=state, ended_at=at, end_reason=why[:80]
    )
    if row is None or not changed:
        return False
    party = row.recipient.party_ref
    record(
        action=AddressBlocked.key, actor=actor, subject=party, at=at,
        detail={"channel": row.channel, "address": str(row.id), "state": state},
    )  # fmt: skip
    announce(AddressBlocked(party_ref=party, channel=row.channel, why=state, at=at))
    return True
