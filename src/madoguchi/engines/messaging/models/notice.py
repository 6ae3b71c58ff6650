# SPDX-License-Identifier: Apache-2.0
"""What is to be told, to whom, how fast, and how far has it come?"""

import json
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.messaging.models.recipient import Recipient
from madoguchi.engines.messaging.models.topic import Topic
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.fields import decrypt

DISASTER, TRANSACTIONAL, BULK = 0, 1, 2
LANES = [(DISASTER, "災害"), (TRANSACTIONAL, "手続き"), (BULK, "お知らせ")]
STATES = [
    ("draft", "下書き"),
    ("approved", "送信待ち"),
    ("resolving", "あて先を選んでいる"),
    ("sending", "送っている"),
    ("done", "送り終えた"),
    ("stopped", "止めた"),
]
TEXTS = "messaging.notice"


class Notice(models.Model):
    """Something that people are told (お知らせ).

    ``texts``: language → {subject, text, html, short}; where the words are about one person they
    rest sealed instead. ``audience`` is the document of ``rules.audience``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("同じお知らせの印", max_length=120, unique=True)
    lane = models.PositiveSmallIntegerField("急ぎ方", choices=LANES)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="notices")
    section = models.SlugField("課", max_length=48, blank=True)
    template = models.CharField("ひな形の版", max_length=120, blank=True)
    texts = models.JSONField("文", default=dict)
    sealed = models.BinaryField("暗号化した文", default=b"")
    link = models.CharField("開くページ", max_length=400, blank=True)
    audience = models.JSONField("だれに")
    chain = models.JSONField("手段の順")
    is_quiet = models.BooleanField("夜は送らない", default=True)
    not_opened_hours = models.PositiveSmallIntegerField("開かれないとき次へ(時間)", null=True)
    send_at = models.DateTimeField("送る時刻", null=True)
    standing_until = models.DateTimeField("知らせている期限", null=True)
    state = models.CharField("状態", max_length=10, choices=STATES)
    resolved_to = models.UUIDField("どこまで選んだか", null=True)
    made_at = models.DateTimeField("作った時刻")
    made_by_ref = models.CharField("作った人", max_length=80)
    approved_at = models.DateTimeField("承認した時刻", null=True)
    approved_by_ref = models.CharField("承認した人", max_length=80, blank=True)
    first_sent_at = models.DateTimeField("送り始めた時刻", null=True)
    done_at = models.DateTimeField("終わった時刻", null=True)

    topic_id: UUID

    class Meta:
        verbose_name = "お知らせ"
        verbose_name_plural = "お知らせ"
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_at__isnull=False) | Q(state="stopped"),
                name="notice_approved_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "stopped"), done_at__isnull=False)
                | (~Q(state__in=("done", "stopped")) & Q(done_at__isnull=True)),
                name="notice_done_when",
            ),
            models.CheckConstraint(condition=Q(lane__lte=2), name="notice_lane"),
        )
        indexes = (
            models.Index(
                fields=["lane", "approved_at"],
                condition=Q(state__in=("approved", "resolving")),
                name="notice_to_resolve",
            ),
            models.Index(fields=["lane"], condition=Q(state="sending"), name="notice_sending"),
            models.Index(fields=["state", "-made_at"], name="notice_listed"),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"messaging:{self.id}"

    def read_texts(self) -> dict[str, dict[str, Any]]:
        """language → {subject, text, html, short, attachments}."""
        if self.sealed:
            plain = decrypt(TEXTS, bytes(self.sealed), aad=self.id.bytes)
            return dict(json.loads(plain))
        return dict(self.texts)


class ListEntry(models.Model):
    """A person of an imported list (名簿の行)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list_id = models.UUIDField("名簿")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="listed")
    made_at = models.DateTimeField("入れた時刻")

    recipient_id: UUID

    class Meta:
        verbose_name = "名簿の行"
        verbose_name_plural = "名簿の行"
        constraints = (
            models.UniqueConstraint(fields=["list_id", "recipient"], name="list_entry_once"),
        )

    def __str__(self) -> str:
        return f"{self.list_id} {self.recipient_id}"
