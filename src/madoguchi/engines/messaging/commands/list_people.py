# SPDX-License-Identifier: Apache-2.0
"""Keep a list of people, and people to whom nothing is sent (名簿・除外)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import Exclusion, ListEntry, Recipient
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.queries.addresses import get_or_make
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@transaction.atomic
def keep_list(*, parties: Collection[str], section: str, actor: Actor, at: datetime) -> UUID:
    """Keep people as a list for an audience; its id."""
    check_may(actor, section, WRITE)
    list_id = new_id()
    Recipient.objects.bulk_create(
        [Recipient(id=new_id(), party_ref=one, made_at=at) for one in sorted(set(parties))],
        ignore_conflicts=True, batch_size=1_000,
    )  # fmt: skip
    found: list[UUID] = []
    wanted = sorted(set(parties))
    for first in range(0, len(wanted), 1_000):
        part = Recipient.objects.filter(party_ref__in=wanted[first : first + 1_000])
        found.extend(part.values_list("id", flat=True))
    ListEntry.objects.bulk_create(
        [ListEntry(id=new_id(), list_id=list_id, recipient_id=one, made_at=at) for one in found],
        batch_size=1_000,
    )
    record(
        action="messaging.list.kept", actor=actor, subject=f"messaging:list:{list_id}", at=at,
        detail={"people": len(found)},
    )  # fmt: skip
    return list_id


@transaction.atomic
def exclude_person(
    *, party_ref: str, reason: str, section: str, actor: Actor, at: datetime, topic: str = "",
    until: datetime | None = None,
) -> Exclusion:  # fmt: skip
    """Send a topic (empty: anything but alarms) to the person no more."""
    check_may(actor, section, WRITE)
    row, _ = Exclusion.objects.update_or_create(
        recipient=get_or_make(party_ref, at=at), topic=topic,
        defaults={"reason": reason, "until": until, "made_at": at, "made_by_ref": actor.ref},
    )  # fmt: skip
    record(
        action="messaging.person.excluded", actor=actor, subject=party_ref, at=at,
        detail={"topic": topic, "until": until.isoformat() if until else ""},
    )  # fmt: skip
    return row


@transaction.atomic
def include_person(
    *, party_ref: str, section: str, actor: Actor, at: datetime, topic: str = ""
) -> bool:
    """Take an exclusion back; whether there was one."""
    check_may(actor, section, WRITE)
    gone = Exclusion.objects.filter(recipient__party_ref=party_ref, topic=topic).delete()[0]
    if gone:
        record(
            action="messaging.person.included", actor=actor, subject=party_ref, at=at,
            detail={"topic": topic},
        )  # fmt: skip
    return bool(gone)
