# SPDX-License-Identifier: Apache-2.0
"""Which payment slips were issued for a due, and which one holds?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

STATES = (("current", "有効"), ("superseded", "差替え済み"))


class Slip(models.Model):
    """A payment slip (納付書). It never changes but for being superseded; its number stays payable.

    ``code`` holds the 44 digits of the bar code, empty where the amount is above what stores take.
    ``pay_number`` is the 納付番号 of eLTAX and Pay-easy; ``ordinal`` the instalment, 0 for the whole.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="slips")
    issue = models.PositiveSmallIntegerField("発行の回")
    ordinal = models.PositiveSmallIntegerField("期", default=0)
    pay_number = models.CharField("納付番号", max_length=20, unique=True)
    category = models.CharField("納付区分", max_length=3)
    code = models.CharField("バーコード", max_length=44, blank=True)
    yen = models.PositiveBigIntegerField("額")
    pay_by = models.DateField("支払期限", null=True)
    state = models.CharField("状態", max_length=12, choices=STATES, default="current")
    made_at = models.DateTimeField("発行した時刻")
    superseded_at = models.DateTimeField("差し替えた時刻", null=True)
    printed_count = models.PositiveSmallIntegerField("印刷した回数", default=0)

    receivable_id: UUID

    class Meta:
        verbose_name = "納付書"
        verbose_name_plural = "納付書"
        ordering = ("receivable", "issue")
        constraints = (
            models.UniqueConstraint(fields=["receivable", "issue"], name="slip_issue_once"),
            models.UniqueConstraint(
                fields=["receivable", "ordinal"],
                condition=Q(state="current"),
                name="one_current_slip",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="slip_code_once"),
            models.CheckConstraint(condition=Q(yen__gt=0), name="slip_above_zero"),
        )

    def __str__(self) -> str:
        return self.pay_number
