# SPDX-License-Identifier: Apache-2.0
"""How often did someone try a wrong number or secret?"""

from django.db import models


class FailedLookup(models.Model):
    """A count of wrong look-ups in a window of time (照会の失敗); keys are blind indexes."""

    key = models.BinaryField("数えるもの", max_length=32, unique=True)
    window_at = models.DateTimeField("数え始めた時刻", db_index=True)
    count = models.PositiveIntegerField("回数")

    class Meta:
        verbose_name = "照会の失敗"
        verbose_name_plural = "照会の失敗"

    def __str__(self) -> str:
        return f"{self.count} since {self.window_at}"
