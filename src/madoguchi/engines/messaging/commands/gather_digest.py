# SPDX-License-Identifier: Apache-2.0
"""Tell those who take notices once a week that some have arrived (週に1回のまとめ)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from madoguchi.engines.messaging.commands.approve_notice import approve_notice
from madoguchi.engines.messaging.commands.create_notice import create_notice
from madoguchi.engines.messaging.models import BULK, Delivery, Notice, Topic
from madoguchi.engines.messaging.rules.audience import MOST_NAMED, People
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.wall_clock import day_and_minute

WEEK = timedelta(days=7)


def gather_digest(
    *, texts: Mapping[str, Mapping[str, Any]], link: str, actor: Actor, at: datetime
) -> list[UUID]:
    """One notice to everybody with unread bulletins of the week; the ids of the notices.

    It says that something is there and nothing of what. Twice in a week is once. More people than
    one audience holds are told by several notices.
    """
    topic = Topic.objects.filter(is_active=True, way__in=("told", "always")).first()
    if topic is None:
        return []
    waiting = Delivery.objects.filter(
        recipient__digest="weekly", notice__lane=BULK, read_at__isnull=True,
        archived_at__isnull=True, made_at__gt=at - WEEK, made_at__lte=at,
    ).exclude(state="suppressed")  # fmt: skip
    parties = sorted(set(waiting.values_list("recipient__party_ref", flat=True)))
    year, week, _ = day_and_minute(at)[0].isocalendar()
    made = []
    for place, first in enumerate(range(0, len(parties), MOST_NAMED)):
        key = f"digest:{year}-{week:02}:{place}"
        if Notice.objects.filter(key=key).exists():
            continue
        notice = create_notice(
            key=key, lane="transactional", topic=topic.key,
            texts=texts, audience=People(parties=tuple(parties[first : first + MOST_NAMED])),
            link=link, actor=actor, at=at,
        )  # fmt: skip
        made.append(approve_notice(notice_id=notice.id, actor=actor, at=at).id)
    return made
