# SPDX-License-Identifier: Apache-2.0
"""What did the citizen send after the application? That it was sent, never what."""

from django.db import models

from madoguchi.engines.procedures.models.submission import Submission


class Sent(models.Model):
    """A correction, message or withdrawal that left (送ったもの); ``key`` stops a second sending."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="sent", verbose_name="送った申請"
    )
    kind = models.CharField("種類", max_length=16)
    key = models.CharField("二重に送らないための印", max_length=64)
    sent_at = models.DateTimeField("送った時刻")

    class Meta:
        verbose_name = "送ったもの"
        verbose_name_plural = "送ったもの"
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "kind", "key"], name="procedures_sent_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.submission_id}"
