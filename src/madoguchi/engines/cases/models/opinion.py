# SPDX-License-Identifier: Apache-2.0
"""What does another section say about a case?"""

from django.db import models
from django.db.models import Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id


class Opinion(models.Model):
    """An opinion asked of another section (意見照会) and its answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    section = models.CharField("照会先の課", max_length=64)
    question = models.TextField("聞きたいこと")
    due_on = models.DateField("いつまで", null=True)
    asked_by = models.CharField("照会した人", max_length=80)
    asked_by_name = models.CharField("照会した人の名前", max_length=80)
    asked_at = models.DateTimeField("照会した時刻")
    verdict = models.CharField(
        "意見",
        max_length=8,
        blank=True,
        choices=[("agree", "支障なし"), ("object", "支障あり"), ("note", "参考意見")],
    )
    answer = models.TextField("回答", blank=True)
    answered_by_name = models.CharField("答えた人", max_length=80, blank=True)
    answered_at = models.DateTimeField("答えた時刻", null=True)

    class Meta:
        verbose_name = "意見照会"
        verbose_name_plural = "意見照会"
        ordering = ("asked_at",)
        indexes = (
            models.Index(
                fields=["section", "due_on"],
                condition=Q(answered_at__isnull=True),
                name="opinion_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.section} {self.question[:30]}"
