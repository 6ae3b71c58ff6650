# SPDX-License-Identifier: Apache-2.0
"""What does the city tell everybody now?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.engines.messaging.models import NewsItem
from madoguchi.engines.messaging.rules.notice_refusals import NewsUnknown

MOST_IN_FEED = 50


def list_news(at: datetime, *, topic: str = "", area: str = "") -> QuerySet[NewsItem]:
    """What stands at an instant, the newest first; of an area also what is for the whole city.

    Areas rest as a JSON list; a code is asked for with its quotes, so that 1001 is not found in 01001.
    """
    rows = (
        NewsItem.objects.filter(published_at__lte=at, ended_at__isnull=True)
        .filter(Q(until__isnull=True) | Q(until__gt=at))
        .select_related("topic")
    )
    if topic:
        rows = rows.filter(topic__key=topic)
    if area:
        rows = rows.filter(Q(areas=[]) | Q(areas__icontains=f'"{area}"'))
    return rows.order_by("-published_at", "-id")


def get_news(item_id: UUID, *, at: datetime) -> NewsItem:
    """An announcement that stands, or stood until its day. Raises NewsUnknown."""
    found = (
        NewsItem.objects.filter(id=item_id, published_at__lte=at, ended_at__isnull=True)
        .select_related("topic")
        .first()
    )
    if found is None:
        raise NewsUnknown
    return found


def list_standing(at: datetime) -> list[NewsItem]:
    """The emergencies that stand on top of every page, the highest level first; one query."""
    rows = NewsItem.objects.filter(level__gt=0, ended_at__isnull=True, published_at__lte=at)
    return list(
        rows.filter(Q(until__isnull=True) | Q(until__gt=at)).order_by("-level", "-published_at")[:5]
    )
