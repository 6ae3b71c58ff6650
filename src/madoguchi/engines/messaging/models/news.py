# SPDX-License-Identifier: Apache-2.0
"""What does the city tell everybody on its public pages?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.messaging.models.notice import Notice
from madoguchi.engines.messaging.models.topic import Topic
from madoguchi.kernel.ids import new_id


class NewsItem(models.Model):
    """Something that everybody may read on the portal (公表したお知らせ).

    ``level`` above 0 (警戒レベル) is an emergency: its words stand on top of every page until
    ``until`` or ``ended_at``. ``areas``: codes of the 町字 concerned, empty for the whole city.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.OneToOneField(Notice, on_delete=models.SET_NULL, null=True, related_name="news")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="news")
    section = models.SlugField("課", max_length=48, blank=True)
    texts = models.JSONField("文")
    areas = models.JSONField("地域", default=list)
    link = models.CharField("開くページ", max_length=400, blank=True)
    level = models.PositiveSmallIntegerField("警戒レベル", default=0)
    published_at = models.DateTimeField("公表した時刻")
    updated_at = models.DateTimeField("直した時刻")
    until = models.DateTimeField("いつまで", null=True)
    ended_at = models.DateTimeField("取り下げた時刻", null=True)

    topic_id: UUID
    notice_id: UUID | None

    class Meta:
        verbose_name = "公表したお知らせ"
        verbose_name_plural = "公表したお知らせ"
        ordering = ("-published_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(level__lte=5), name="news_level"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("published_at")),
                name="news_in_order",
            ),
        )
        indexes = (
            models.Index(fields=["-published_at"], name="news_by_age"),
            models.Index(
                fields=["level"],
                condition=Q(level__gt=0, ended_at__isnull=True),
                name="news_standing",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    def is_standing(self, at: object) -> bool:
        """Whether it still holds at an instant."""
        return self.ended_at is None and (self.until is None or self.until > at)  # type: ignore[operator]
