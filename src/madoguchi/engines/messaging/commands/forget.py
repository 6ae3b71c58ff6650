# SPDX-License-Identifier: Apache-2.0
"""Let go of a person who has left, and of what is old (忘れる)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from madoguchi.engines.messaging.models import (
    Address,
    Batch,
    ChannelEvent,
    Delivery,
    Notice,
    Recipient,
)
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

INBOX_KEPT = timedelta(days=400)
WORDS_KEPT = timedelta(days=400)
DEAD_ADDRESS_KEPT = timedelta(days=90)
UNPROVEN_KEPT = timedelta(days=2)
EVENTS_KEPT = timedelta(days=40)
BATCHES_KEPT = timedelta(days=7)
AT_ONCE = 5_000
NO_WORDS = {"ja": {"subject": "", "text": ""}}
NOBODY = {"type": "people", "parties": ["forgotten"]}


@transaction.atomic
def forget_party(*, party_ref: str, actor: Actor, at: datetime) -> int:
    """Erase a person's addresses, consents, traits and messages; how many rows. Twice is once.

    Words that were written to this person alone go too; counts of a campaign lose the person.
    """
    person = Recipient.objects.filter(party_ref=party_ref).first()
    if person is None:
        return 0
    own = Notice.objects.filter(deliveries__recipient=person).exclude(sealed=b"")
    ids = list(own.values_list("id", flat=True))
    mine = Notice.objects.filter(id__in=ids)
    mine.exclude(state__in=("done", "stopped")).update(state="stopped", done_at=at)
    erased = mine.update(sealed=b"", texts=NO_WORDS, audience=NOBODY)
    erased += person.delete()[0]
    record(
        action="messaging.party.forgotten", actor=actor, subject=party_ref, at=at,
        detail={"rows": erased},
    )  # fmt: skip
    return erased


def forget_old(*, actor: Actor, at: datetime) -> int:
    """Erase what has outlived its use: old messages, dead addresses, events, batches; how many."""
    gone = _drop(Delivery.objects.filter(made_at__lt=at - INBOX_KEPT))
    gone += _drop(
        Notice.objects.filter(made_at__lt=at - WORDS_KEPT, deliveries__isnull=True).exclude(
            sealed=b""
        )
    )
    dead = Q(state__in=("blocked", "bounced"), ended_at__lt=at - DEAD_ADDRESS_KEPT)
    unproven = Q(state="unverified", made_at__lt=at - UNPROVEN_KEPT)
    gone += _drop(Address.objects.filter(dead | unproven))
    gone += _drop(ChannelEvent.objects.filter(at__lt=at - EVENTS_KEPT))
    gone += _drop(Batch.objects.filter(made_at__lt=at - BATCHES_KEPT, done_at__isnull=False))
    if gone:
        with transaction.atomic():
            record(
                action="messaging.old.forgotten", actor=actor, subject="messaging:retention", at=at,
                detail={"rows": gone},
            )  # fmt: skip
    return gone


def _drop(rows: QuerySet[Any]) -> int:
    """Erase in parts, so that nobody waits long for the table."""
    gone = 0
    while ids := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        gone += rows.model._default_manager.filter(pk__in=ids).delete()[0]
    return gone
