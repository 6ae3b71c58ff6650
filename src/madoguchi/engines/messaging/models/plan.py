# SPDX-License-Identifier: Apache-2.0
"""How far is a notice that staff are writing, and who has looked at it?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.messaging.models.notice import Notice


class NoticePlan(models.Model):
    """What staff do with a notice before it goes out (お知らせの準備).

    ``counts``: channel → people, as counted at ``counted_at``; a change of words or audience takes
    them, the wish for approval and the first confirmation away again.
    """

    notice = models.OneToOneField(
        Notice, on_delete=models.CASCADE, primary_key=True, related_name="plan"
    )
    is_public = models.BooleanField("ホームページにも載せる", default=False)
    level = models.PositiveSmallIntegerField("警戒レベル", default=0)
    people = models.PositiveIntegerField("送る人数", null=True)
    counts = models.JSONField("手段ごとの人数", default=dict)
    counted_at = models.DateTimeField("数えた時刻", null=True)
    tested_at = models.DateTimeField("試しに送った時刻", null=True)
    asked_at = models.DateTimeField("承認を頼んだ時刻", null=True)
    asked_by_ref = models.CharField("承認を頼んだ人", max_length=80, blank=True)
    returned_words = models.CharField("差し戻しのことば", max_length=400, blank=True)
    confirmed_at = models.DateTimeField("1回目に確かめた時刻", null=True)
    confirmed_by_ref = models.CharField("1回目に確かめた人", max_length=80, blank=True)

    notice_id: UUID

    class Meta:
        verbose_name = "お知らせの準備"
        verbose_name_plural = "お知らせの準備"
        constraints = (
            models.CheckConstraint(condition=Q(level__lte=5), name="plan_level"),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True, people__isnull=True)
                | Q(counted_at__isnull=False, people__isnull=False),
                name="plan_counted_when",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True)
                | Q(counted_at__isnull=False, counted_at__lte=F("asked_at")),
                name="plan_counted_before_asked",
            ),
        )

    def __str__(self) -> str:
        return str(self.notice_id)
