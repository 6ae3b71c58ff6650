# SPDX-License-Identifier: Apache-2.0
"""What was taken at the counter, and does the till hold what it should?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

METHODS = (("cash", "現金"), ("terminal", "端末"))


class Till(models.Model):
    """A till at a counter (レジ)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=32, unique=True)
    name = models.JSONField("名前")

    class Meta:
        verbose_name = "レジ"
        verbose_name_plural = "レジ"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class TillSession(models.Model):
    """From the opening count to the closing count of a till (レジの締め).

    ``counted`` holds pieces by denomination in yen; ``expected_yen`` is the opening cash and what
    came in cash since.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="sessions")
    opening_yen = models.PositiveBigIntegerField("開けたときの現金")
    opened_at = models.DateTimeField("開けた時刻")
    opened_by_ref = models.CharField("開けた人", max_length=80)
    closed_at = models.DateTimeField("締めた時刻", null=True)
    closed_by_ref = models.CharField("締めた人", max_length=80, blank=True)
    counted = models.JSONField("金種ごとの枚数", default=dict)
    counted_yen = models.PositiveBigIntegerField("数えた現金", null=True)
    expected_yen = models.PositiveBigIntegerField("あるはずの現金", null=True)
    explanation = models.CharField("過不足の説明", max_length=200, blank=True)

    till_id: UUID

    class Meta:
        verbose_name = "レジの締め"
        verbose_name_plural = "レジの締め"
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["till"], condition=Q(closed_at=None), name="one_open_till_session"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(counted_yen=F("expected_yen")) | ~Q(explanation=""),
                name="till_difference_explained",
            ),
        )

    def __str__(self) -> str:
        return f"{self.till_id} {self.opened_at:%Y-%m-%d}"


class TillPayment(models.Model):
    """One payment at the counter (窓口収納) with its receipt number; taken back by a second person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(TillSession, on_delete=models.PROTECT, related_name="payments")
    receivable = models.ForeignKey(
        Receivable, on_delete=models.PROTECT, related_name="till_payments"
    )
    no = models.PositiveIntegerField("領収番号")
    press = models.CharField("二重送信を防ぐキー", max_length=40, unique=True)
    method = models.CharField("受け取り方", max_length=8, choices=METHODS)
    yen = models.PositiveBigIntegerField("額")
    tendered_yen = models.PositiveBigIntegerField("預かった額")
    taken_at = models.DateTimeField("受け取った時刻")
    taken_by_ref = models.CharField("受け取った人", max_length=80)
    void_asked_by_ref = models.CharField("取消しを求めた人", max_length=80, blank=True)
    void_reason = models.CharField("取消しの理由", max_length=200, blank=True)
    voided_at = models.DateTimeField("取り消した時刻", null=True)
    voided_by_ref = models.CharField("取消しを認めた人", max_length=80, blank=True)

    receivable_id: UUID
    session_id: UUID

    class Meta:
        verbose_name = "窓口収納"
        verbose_name_plural = "窓口収納"
        ordering = ("session", "no")
        constraints = (
            models.UniqueConstraint(fields=["session", "no"], name="till_receipt_once"),
            models.CheckConstraint(condition=Q(yen__gt=0), name="till_payment_above_zero"),
            models.CheckConstraint(
                condition=Q(tendered_yen__gte=F("yen")), name="till_tendered_enough"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None)
                | (~Q(void_reason="") & ~Q(voided_by_ref=F("void_asked_by_ref"))),
                name="till_void_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.no}"

    @property
    def origin(self) -> str:
        """Under which origin it is booked."""
        return f"till:{self.id}"
