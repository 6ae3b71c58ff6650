# SPDX-License-Identifier: Apache-2.0
"""Who tried to pay by card or code, how far did it come, and what did the gateway report?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

STATES = (
    ("created", "開始"),
    ("redirected", "支払い画面へ移動"),
    ("unknown", "確認中"),
    ("authorised", "承認済み"),
    ("captured", "売上確定"),
    ("failed", "失敗"),
    ("expired", "期限切れ"),
    ("cancelled", "取りやめ"),
)
UNFINISHED = ("created", "redirected", "unknown", "authorised")
DEAD = ("failed", "expired", "cancelled")


class Attempt(models.Model):
    """One try to pay through the gateway (決済の試み); the row is written before the gateway is asked.

    ``key`` is the idempotency key of its payer, ``digest`` the SHA-256 of what was asked with it.
    ``checked_at`` is when the gateway was last asked how it stands.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="attempts")
    payer_ref = models.CharField("払う人", max_length=80)
    key = models.CharField("二重送信を防ぐキー", max_length=80)
    digest = models.BinaryField("内容の照合値", max_length=32)
    route = models.CharField("納め方", max_length=12)
    yen = models.PositiveBigIntegerField("額")
    state = models.CharField("状態", max_length=12, choices=STATES, default="created")
    provider = models.CharField("決済事業者", max_length=32)
    gateway_ref = models.CharField("決済事業者の番号", max_length=80, blank=True)
    redirect_url = models.CharField("支払い画面", max_length=500, blank=True)
    failure = models.CharField("失敗の理由", max_length=60, blank=True)
    tries = models.PositiveSmallIntegerField("確定を試みた回数", default=0)
    next_try_at = models.DateTimeField("次に試みる時刻", null=True)
    refunded_yen = models.PositiveBigIntegerField("還付した額", default=0)
    made_at = models.DateTimeField("始めた時刻")
    expires_at = models.DateTimeField("期限")
    changed_at = models.DateTimeField("変わった時刻")
    checked_at = models.DateTimeField("確かめた時刻", null=True)

    receivable_id: UUID

    class Meta:
        verbose_name = "決済の試み"
        verbose_name_plural = "決済の試み"
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["payer_ref", "key"], name="attempt_key_once"),
            models.UniqueConstraint(
                fields=["receivable"],
                condition=Q(state__in=["created", "redirected", "unknown", "authorised"]),
                name="one_open_attempt",
            ),
            models.UniqueConstraint(
                fields=["provider", "gateway_ref"],
                condition=~Q(gateway_ref=""),
                name="attempt_gateway_ref_once",
            ),
            models.CheckConstraint(condition=Q(yen__gt=0), name="attempt_above_zero"),
            models.CheckConstraint(
                condition=Q(refunded_yen__lte=models.F("yen")), name="attempt_refunds_within"
            ),
        )
        indexes = (
            models.Index(
                fields=["state", "next_try_at"],
                condition=Q(state__in=["created", "redirected", "unknown", "authorised"]),
                name="attempt_unfinished",
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def ref(self) -> str:
        """The origin under which it is booked."""
        return f"attempt:{self.id}"


class GatewayEvent(models.Model):
    """A report of the gateway (決済事業者からの通知); each is acted on once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField("決済事業者", max_length=32)
    event_id = models.CharField("通知の番号", max_length=80)
    kind = models.CharField("種類", max_length=40)
    gateway_ref = models.CharField("決済事業者の番号", max_length=80)
    received_at = models.DateTimeField("届いた時刻")
    acted_at = models.DateTimeField("処理した時刻", null=True)

    class Meta:
        verbose_name = "決済事業者からの通知"
        verbose_name_plural = "決済事業者からの通知"
        constraints = (
            models.UniqueConstraint(fields=["provider", "event_id"], name="gateway_event_once"),
        )

    def __str__(self) -> str:
        return self.event_id
