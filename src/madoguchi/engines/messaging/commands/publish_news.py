# SPDX-License-Identifier: Apache-2.0
"""Put a notice on the public pages (公表), or take it down (取り下げ)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import DISASTER, NewsItem, NoticePlan
from madoguchi.engines.messaging.policy import ALARM, WRITE, check_may
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.notice_refusals import NewsUnknown
from madoguchi.engines.messaging.rules.public_words import areas_named, public_texts
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def publish_news(*, notice_id: UUID, actor: Actor, at: datetime) -> NewsItem:
    """Let everybody read the notice; twice is once. Sealed (personal) words are never published.

    Raises:
        NoticeUnknown, NotAllowed; NewsUnknown: its words are about a person.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, ALARM if notice.lane == DISASTER else WRITE)
    if notice.sealed or not notice.texts:
        raise NewsUnknown
    plan = NoticePlan.objects.filter(notice=notice).first()
    begins = _begins(notice.send_at, at)
    until = notice.standing_until
    item, made = NewsItem.objects.get_or_create(
        notice=notice,
        defaults={
            "topic": notice.topic, "section": notice.section,
            "texts": public_texts(notice.texts), "areas": list(areas_named(notice.audience)),
            "link": notice.link, "level": plan.level if plan and notice.lane == DISASTER else 0,
            "published_at": begins, "updated_at": at,
            "until": until if until is not None and until > begins else None,
        },
    )  # fmt: skip
    if made:
        _note("published", item, actor=actor, at=at)
    return item


@transaction.atomic
def end_news(*, item_id: UUID, actor: Actor, at: datetime) -> NewsItem:
    """Take an announcement down; an emergency leaves the top of every page at once.

    Raises:
        NewsUnknown, NotAllowed.
    """
    item = NewsItem.objects.filter(id=item_id, ended_at__isnull=True).first()
    if item is None:
        raise NewsUnknown
    check_may(actor, item.section, ALARM if item.level else WRITE)
    item.ended_at = at
    item.save(update_fields=["ended_at"])
    _note("ended", item, actor=actor, at=at)
    return item


def _begins(send_at: datetime | None, at: datetime) -> datetime:
    return send_at if send_at is not None and send_at > at else at


def _note(verb: str, item: NewsItem, *, actor: Actor, at: datetime) -> None:
    detail: dict[str, Any] = {"level": item.level, "notice": str(item.notice_id)}
    record(
        action=f"messaging.news.{verb}", actor=actor, subject=f"messaging:news:{item.id}", at=at,
        detail=detail,
    )  # fmt: skip
