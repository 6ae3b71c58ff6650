# SPDX-License-Identifier: Apache-2.0
"""What was sent to whom over which channel, and what became of it?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.messaging.models.notice import LANES, Notice
from madoguchi.engines.messaging.models.recipient import Recipient
from madoguchi.kernel.ids import new_id

STATES = [
    ("created", "これから送る"),
    ("sending", "送っている"),
    ("accepted", "渡した"),
    ("delivered", "届いた"),
    ("opened", "開かれた"),
    ("failed", "届かなかった"),
    ("dead", "送れなかった"),
    ("suppressed", "送らないことにした"),
]
GONE = ("accepted", "delivered", "opened")
OVER = (*GONE, "failed", "dead", "suppressed")
INBOX = "inbox"


class Batch(models.Model):
    """Messages handed over in one call (送信の束); its key is written before the first call."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    retry_key = models.UUIDField("再送の印", unique=True, default=new_id)
    provider = models.SlugField("運ぶ所", max_length=32)
    lane = models.PositiveSmallIntegerField("急ぎ方", choices=LANES)
    size = models.PositiveIntegerField("件数")
    calls = models.PositiveSmallIntegerField("呼んだ数", default=1)
    owner = models.CharField("だれが", max_length=64)
    leased_until = models.DateTimeField("いつまで")
    made_at = models.DateTimeField("作った時刻")
    done_at = models.DateTimeField("終わった時刻", null=True)

    class Meta:
        verbose_name = "送信の束"
        verbose_name_plural = "送信の束"
        indexes = (
            models.Index(
                fields=["leased_until"], condition=Q(done_at__isnull=True), name="batch_open"
            ),
            models.Index(fields=["made_at"], name="batch_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.retry_key}"


class Delivery(models.Model):
    """A notice for one person (配信), which is also the message in their inbox.

    ``track`` is 0; a disaster notice has one more for every further channel, all sent at once.
    ``channel`` is the one in use now (``inbox``: on the portal only), ``tried`` those before it.
    Rows come only from ``INSERT … SELECT`` out of the two tables that they name, so the database
    does not look each of them up again: half the time of a hundred thousand.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(
        Notice,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    recipient = models.ForeignKey(
        Recipient,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    track = models.PositiveSmallIntegerField("並行の番号", default=0)
    lane = models.PositiveSmallIntegerField("急ぎ方", choices=LANES)
    channel = models.CharField("手段", max_length=8)
    tried = models.CharField("試した手段", max_length=48, blank=True)
    language = models.CharField("ことば", max_length=4)
    state = models.CharField("状態", max_length=10, choices=STATES)
    next_at = models.DateTimeField("次に動く時刻", null=True)
    attempts = models.PositiveSmallIntegerField("試した数", default=0)
    batch = models.ForeignKey(
        Batch, on_delete=models.SET_NULL, null=True, related_name="members", db_index=False
    )
    provider = models.CharField("運んだ所", max_length=32, blank=True)
    reference = models.CharField("運ぶ所の番号", max_length=120, blank=True)
    detail = models.CharField("わけ", max_length=200, blank=True)
    made_at = models.DateTimeField("作った時刻")
    sent_at = models.DateTimeField("渡した時刻", null=True)
    delivered_at = models.DateTimeField("届いた時刻", null=True)
    opened_at = models.DateTimeField("開いた時刻", null=True)
    read_at = models.DateTimeField("読んだ時刻", null=True)
    archived_at = models.DateTimeField("しまった時刻", null=True)

    notice_id: UUID
    recipient_id: UUID
    batch_id: UUID | None

    class Meta:
        verbose_name = "配信"
        verbose_name_plural = "配信"
        constraints = (
            models.UniqueConstraint(
                fields=["notice", "recipient", "track"], name="delivery_once_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(batch__isnull=False), name="delivery_in_batch"
            ),
        )
        indexes = (
            models.Index(
                fields=["lane", "channel", "next_at"],
                condition=Q(state="created"),
                name="delivery_to_send",
            ),
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=("accepted", "delivered"), next_at__isnull=False),
                name="delivery_to_escalate",
            ),
            models.Index(fields=["batch"], condition=Q(state="sending"), name="delivery_of_batch"),
            models.Index(fields=["recipient", "-made_at"], name="delivery_of_person"),
            models.Index(
                fields=["made_at"], condition=Q(state__in=("dead", "failed")), name="delivery_dead"
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.recipient_id}"


class ChannelEvent(models.Model):
    """What a provider told afterwards (運ぶ所からの知らせ); each of its keys is taken once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.SlugField("運ぶ所", max_length=32)
    event_key = models.CharField("相手の番号", max_length=160)
    kind = models.CharField("用件", max_length=24)
    delivery_id = models.UUIDField("配信", null=True)
    detail = models.CharField("わけ", max_length=200, blank=True)
    at = models.DateTimeField("時刻")

    class Meta:
        verbose_name = "運ぶ所からの知らせ"
        verbose_name_plural = "運ぶ所からの知らせ"
        constraints = (
            models.UniqueConstraint(fields=["provider", "event_key"], name="channel_event_once"),
        )
        indexes = (models.Index(fields=["at"], name="channel_event_by_age"),)

    def __str__(self) -> str:
        return f"{self.provider} {self.event_key}"


class ProviderState(models.Model):
    """How a provider does (運ぶ所のようす): its share of the channel, and when it is free again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("運ぶ所", max_length=32, unique=True)
    channel = models.CharField("手段", max_length=8)
    share = models.PositiveSmallIntegerField("受け持ち(%)", default=100)
    free_at = models.DateTimeField("次に渡せる時刻", null=True)
    down_until = models.DateTimeField("休ませる期限", null=True)
    moved_at = models.DateTimeField("受け持ちを変えた時刻", null=True)
    calls = models.PositiveIntegerField("呼んだ数", default=0)
    bad_calls = models.PositiveIntegerField("遅いか失敗した数", default=0)
    is_paused = models.BooleanField("止めている", default=False)

    class Meta:
        verbose_name = "運ぶ所のようす"
        verbose_name_plural = "運ぶ所のようす"
        constraints = (models.CheckConstraint(condition=Q(share__lte=100), name="provider_share"),)

    def __str__(self) -> str:
        return self.key
