# SPDX-License-Identifier: Apache-2.0
"""What lies on the portal for the applicant's eyes only?"""

from django.db import models

from madoguchi.engines.procedures.models.submission import Submission


class ApplicantNote(models.Model):
    """A note sealed to the applicant (申請者への知らせ); the portal cannot read it."""

    id = models.UUIDField("番号", primary_key=True, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="notes", verbose_name="送った申請"
    )
    kind = models.CharField("種類", max_length=16)
    sealed = models.BinaryField("暗号文")
    received_at = models.DateTimeField("届いた時刻")
    read_at = models.DateTimeField("読まれた時刻", null=True, blank=True)
    expires_at = models.DateTimeField("消す時刻", db_index=True)
    sealed_round = models.PositiveIntegerField("閉じ直した回", default=0)

    class Meta:
        verbose_name = "申請者への知らせ"
        verbose_name_plural = "申請者への知らせ"
        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return f"note {self.id}"
