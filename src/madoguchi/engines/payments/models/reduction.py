# SPDX-License-Identifier: Apache-2.0
"""Who asked to reduce what is owed, why, and who decided?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id


class Reduction(models.Model):
    """A reduction or exemption (減免) that one proposes and another approves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="reductions")
    yen = models.PositiveBigIntegerField("額")
    reason = models.CharField("理由", max_length=200)
    state = models.CharField(
        "状態",
        max_length=8,
        choices=(("asked", "承認待ち"), ("approved", "承認済み"), ("rejected", "不承認")),
        default="asked",
    )
    asked_by_ref = models.CharField("求めた人", max_length=80)
    asked_at = models.DateTimeField("求めた時刻")
    decided_by_ref = models.CharField("決めた人", max_length=80, blank=True)
    decided_at = models.DateTimeField("決めた時刻", null=True)

    receivable_id: UUID

    class Meta:
        verbose_name = "減免"
        verbose_name_plural = "減免"
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(yen__gt=0), name="reduction_above_zero"),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(decided_by_ref=F("asked_by_ref")),
                name="reduction_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.yen}"
