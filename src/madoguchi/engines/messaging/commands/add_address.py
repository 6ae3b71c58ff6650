# SPDX-License-Identifier: Apache-2.0
"""Keep an address of a person (あて先の登録); e-mail and SMS are proven by a code first."""

from datetime import datetime, timedelta

from django.db import transaction

from madoguchi.engines.messaging.models import Address
from madoguchi.engines.messaging.queries.addresses import get_or_make, index_of, seal_address
from madoguchi.engines.messaging.rules.addresses import canonical
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

CODE_HOLDS = timedelta(minutes=30)


@transaction.atomic
def add_address(
    *,
    party_ref: str,
    channel: str,
    address: str,
    actor: Actor,
    at: datetime,
    is_verified: bool = False,
    language: str = "",
    rank: int | None = None,
) -> Address:
    """Keep the address; one that is there already comes to life again.

    ``is_verified``: somebody else has proven it (a LINE link, a push subscription, the e-mail of the
    account); otherwise it waits for its code. A LINE user belongs to one person: the latest.

    Raises:
        AddressUnfit: it has not the shape of its channel.
    """
    kept = canonical(channel, address)
    recipient = get_or_make(party_ref, at=at)
    index = index_of(channel, kept)
    row = Address.objects.filter(recipient=recipient, channel=channel, index=index).first()
    if row is not None and row.state == "active":
        return row
    if channel == "line" and is_verified:
        others = Address.objects.filter(channel="line", index=index, state="active")
        others.update(state="blocked", ended_at=at, end_reason="linked_elsewhere")
    row = row or Address(
        id=new_id(), recipient=recipient, channel=channel, index=index, made_at=at, rank=rank
    )
    row.sealed = seal_address(row.id, kept)
    row.language = language or row.language
    row.state = "active" if is_verified else "unverified"
    row.verified_at = at if is_verified else None
    row.code_until = None if is_verified else at + CODE_HOLDS
    row.code_tries, row.soft_failures = 0, 0
    row.ended_at, row.end_reason = None, ""
    row.save()
    record(
        action="messaging.address.kept", actor=actor, subject=party_ref, at=at,
        detail={"channel": channel, "address": str(row.id), "verified": is_verified},
    )  # fmt: skip
    return row
