# SPDX-License-Identifier: Apache-2.0
"""Which signed requests have been answered already?"""

from django.db import models


class SeenNonce(models.Model):
    """The one-time value of a signed request (使用済みの一回限りの値)."""

    nonce = models.CharField("値", max_length=32, primary_key=True)
    seen_at = models.DateTimeField("時刻", db_index=True)

    class Meta:
        verbose_name = "使用済みの値"
        verbose_name_plural = "使用済みの値"

    def __str__(self) -> str:
        return self.nonce
