# SPDX-License-Identifier: Apache-2.0
"""Bring in a notice that another system has sent, with how it went (過去の配信の引き継ぎ)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from madoguchi.engines.messaging.commands.create_notice import create_notice
from madoguchi.engines.messaging.models import Delivery, Notice, NoticePlan, Recipient
from madoguchi.engines.messaging.rules.audience import Everyone
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class PastDelivery:
    """How it went with one person; instants are None where it did not happen."""

    party_ref: str
    channel: str
    state: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    opened_at: datetime | None = None


@transaction.atomic
def take_over_past(
    *,
    key: str,
    topic: str,
    section: str,
    texts: Mapping[str, Mapping[str, Any]],
    deliveries: Sequence[PastDelivery],
    sent_at: datetime,
    actor: Actor,
    at: datetime,
    link: str = "",
) -> Notice:
    """Write the notice as done and its deliveries as told; nothing is sent. Twice is once."""
    found = Notice.objects.filter(key=key).first()
    if found is not None:
        return found
    notice = create_notice(
        key=key, lane="bulk", topic=topic, texts=texts, audience=Everyone(), actor=actor,
        at=sent_at, section=section, link=link,
    )  # fmt: skip
    Notice.objects.filter(id=notice.id).update(
        state="done", approved_at=sent_at, approved_by_ref=actor.ref, first_sent_at=sent_at,
        done_at=sent_at,
    )  # fmt: skip
    NoticePlan.objects.create(
        notice=notice, people=len(deliveries), counted_at=sent_at, counts=_counts(deliveries)
    )
    _write(notice, deliveries, sent_at)
    record(
        action="messaging.notice.taken_over", actor=actor, subject=notice.ref, at=at,
        detail={"key": key, "people": len(deliveries)},
    )  # fmt: skip
    notice.refresh_from_db()
    return notice


def _counts(deliveries: Sequence[PastDelivery]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in deliveries:
        counts[one.channel] = counts.get(one.channel, 0) + 1
    return counts


def _write(notice: Notice, deliveries: Sequence[PastDelivery], sent_at: datetime) -> None:
    parties = [one.party_ref for one in deliveries]
    Recipient.objects.bulk_create(
        [Recipient(id=new_id(), party_ref=one, made_at=sent_at) for one in parties],
        ignore_conflicts=True, batch_size=AT_ONCE,
    )  # fmt: skip
    known: dict[str, Recipient] = {}
    for first in range(0, len(parties), AT_ONCE):
        rows = Recipient.objects.filter(party_ref__in=parties[first : first + AT_ONCE])
        known |= {row.party_ref: row for row in rows}
    Delivery.objects.bulk_create(
        [
            Delivery(
                id=new_id(), notice=notice, recipient=known[one.party_ref], lane=notice.lane,
                channel=one.channel, language=known[one.party_ref].language, state=one.state,
                made_at=sent_at, sent_at=one.sent_at, delivered_at=one.delivered_at,
                opened_at=one.opened_at, read_at=one.opened_at,
            )
            for one in deliveries
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
