# SPDX-License-Identifier: Apache-2.0
"""What do notices speak of, and who has agreed to be told of it?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.messaging.models.recipient import Recipient
from madoguchi.kernel.ids import new_id

WAYS = [
    ("asked", "申し込んだ人だけ"),
    ("told", "断った人のほか全員"),
    ("always", "全員(断れない)"),
]


class Topic(models.Model):
    """What notices speak of (用件)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=48, unique=True)
    section = models.SlugField("課", max_length=48, blank=True)
    title = models.JSONField("名前")
    about = models.JSONField("説明", default=dict)
    way = models.CharField("だれに送るか", max_length=8, choices=WAYS, default="asked")
    chain = models.JSONField("手段の順", default=list)
    rank = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("使っている", default=True)

    class Meta:
        verbose_name = "用件"
        verbose_name_plural = "用件"
        ordering = ("rank", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(way__in=("asked", "told", "always")), name="topic_way"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Consent(models.Model):
    """What a person agreed to or declined, when, and by which words (同意の記録); never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="consents")
    topic = models.SlugField("用件", max_length=48)
    channel = models.CharField("手段", max_length=8, blank=True)
    is_given = models.BooleanField("同意した")
    words = models.TextField("見せた文", blank=True)
    source = models.CharField("どこで", max_length=24)
    at = models.DateTimeField("時刻")

    recipient_id: UUID

    class Meta:
        verbose_name = "同意の記録"
        verbose_name_plural = "同意の記録"
        ordering = ("at", "id")
        indexes = (models.Index(fields=["recipient", "topic", "at"], name="consent_of_person"),)

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.topic} {self.is_given}"


class Preference(models.Model):
    """What holds now of a person's consents (受け取り方の設定).

    An empty channel speaks of the topic as a whole; a row with a channel only ever takes away.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="preferences")
    topic = models.SlugField("用件", max_length=48)
    channel = models.CharField("手段", max_length=8, blank=True)
    is_on = models.BooleanField("受け取る")
    changed_at = models.DateTimeField("変えた時刻")

    recipient_id: UUID

    class Meta:
        verbose_name = "受け取り方の設定"
        verbose_name_plural = "受け取り方の設定"
        constraints = (
            models.UniqueConstraint(
                fields=["recipient", "topic", "channel"], name="preference_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["topic", "channel", "is_on", "recipient"], name="preference_found"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.topic} {self.channel}"
