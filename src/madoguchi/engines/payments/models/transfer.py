# SPDX-License-Identifier: Apache-2.0
"""Who pays by account transfer, and what was asked of the bank?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

MANDATE_STATES = (("active", "有効"), ("stopped", "停止"))


class Mandate(models.Model):
    """A payer's order to take dues from an account (口座振替の申込み); the account rests encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payer_ref = models.CharField("納める人", max_length=80, db_index=True)
    sealed = models.BinaryField("暗号化した口座")
    state = models.CharField("状態", max_length=8, choices=MANDATE_STATES, default="active")
    is_new = models.BooleanField("まだ振替がない", default=True)
    applied_at = models.DateTimeField("申し込んだ時刻")
    stopped_at = models.DateTimeField("止めた時刻", null=True)

    class Meta:
        verbose_name = "口座振替の申込み"
        verbose_name_plural = "口座振替の申込み"
        constraints = (
            models.UniqueConstraint(
                fields=["payer_ref"], condition=Q(state="active"), name="one_active_mandate"
            ),
        )

    def __str__(self) -> str:
        return f"{self.payer_ref} {self.state}"


class TransferRun(models.Model):
    """One order to the bank for one day (口座振替の依頼); a day is asked for once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    on = models.DateField("引落日", unique=True)
    item_count = models.PositiveIntegerField("件数")
    total_yen = models.PositiveBigIntegerField("合計額")
    made_at = models.DateTimeField("作った時刻")
    made_by_ref = models.CharField("作った人", max_length=80)
    settled_at = models.DateTimeField("結果を取り込んだ時刻", null=True)

    class Meta:
        verbose_name = "口座振替の依頼"
        verbose_name_plural = "口座振替の依頼"
        ordering = ("-on",)

    def __str__(self) -> str:
        return f"{self.on}"


class TransferItem(models.Model):
    """One withdrawal of a run (口座振替の明細); ``result`` is the bank's code, empty until it came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(TransferRun, on_delete=models.PROTECT, related_name="items")
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="transfers")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="items")
    reference = models.CharField("顧客番号", max_length=20, unique=True)
    yen = models.PositiveBigIntegerField("額")
    result = models.CharField("振替結果", max_length=1, blank=True)

    receivable_id: UUID
    run_id: UUID

    class Meta:
        verbose_name = "口座振替の明細"
        verbose_name_plural = "口座振替の明細"
        ordering = ("run", "reference")
        constraints = (
            models.UniqueConstraint(fields=["run", "receivable"], name="transfer_once_per_run"),
            models.UniqueConstraint(
                fields=["receivable"], condition=Q(result=""), name="one_transfer_under_way"
            ),
            models.CheckConstraint(condition=Q(yen__gt=0), name="transfer_above_zero"),
        )

    def __str__(self) -> str:
        return self.reference
