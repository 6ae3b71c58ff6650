# SPDX-License-Identifier: Apache-2.0
"""What did each look at the proof of a case find? Appended to, never changed; names nobody."""

from django.db import models
from django.db.models import Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id

STATES = [("held", "確認できた"), ("unconfirmed", "未確認"), ("failed", "取れていない")]
KINDS = [("identity", "本人確認"), ("corporate", "法人の確認")]


class ProofCheck(models.Model):
    """A look at a proof (本人確認の点検): by which answer of whom, and what it came to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proof_checks")
    kind = models.CharField("種類", max_length=10, choices=KINDS)
    state = models.CharField("結果", max_length=12, choices=STATES)
    reason = models.CharField("理由", max_length=24)
    by = models.CharField("失効の確認の方法", max_length=8, blank=True)
    answered_at = models.DateTimeField("失効の答えの時刻", null=True)
    revoked_at = models.DateTimeField("失効した時刻", null=True)
    checked_at = models.DateTimeField("点検した時刻")
    actor_ref = models.CharField("点検した人", max_length=80)

    class Meta:
        verbose_name = "本人確認の点検"
        verbose_name_plural = "本人確認の点検"
        ordering = ("-checked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["held", "unconfirmed", "failed"]), name="proof_check_state"
            ),
            models.CheckConstraint(
                condition=~Q(reason="good") | Q(answered_at__isnull=False, by__gt=""),
                name="good_only_with_an_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
