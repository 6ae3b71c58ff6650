# SPDX-License-Identifier: Apache-2.0
"""Which parcels of other zones has this zone seen, and what became of them?"""

from django.db import models


class IncomingState(models.TextChoices):
    """What became of a parcel."""

    HANDLED = "handled", "処理済み"
    FAILED = "failed", "再試行待ち"
    ASKED_AGAIN = "asked_again", "再提出の依頼"


class IncomingParcel(models.Model):
    """A parcel from another zone (到着小包), without its body: the one place that knows whether
    it has been handled. Its key makes handling happen once."""

    id = models.UUIDField("番号", primary_key=True, editable=False)
    from_zone = models.CharField("差出", max_length=32)
    kind = models.CharField("種類", max_length=64)
    ref = models.CharField("参照", max_length=200)
    state = models.CharField("状態", max_length=16, choices=IncomingState.choices)
    error = models.CharField("理由", max_length=120, blank=True)
    attempts = models.PositiveIntegerField("試した回数", default=0)
    received_at = models.DateTimeField("到着時刻")
    handled_at = models.DateTimeField("処理時刻", null=True)
    next_attempt_at = models.DateTimeField("次に試す時刻", null=True)
    acked_at = models.DateTimeField("受領を知らせた時刻", null=True)
    backups = models.PositiveSmallIntegerField("入っているバックアップの数", default=0)
    settled_at = models.DateTimeField("バックアップ済みと知らせた時刻", null=True)

    class Meta:
        verbose_name = "到着小包"
        verbose_name_plural = "到着小包"
        indexes = (
            models.Index(
                fields=["from_zone", "ref"],
                name="zones_failed",
                condition=models.Q(state="failed"),
            ),
            models.Index(
                fields=["from_zone"],
                name="zones_to_ack",
                condition=models.Q(acked_at__isnull=True) & ~models.Q(state="failed"),
            ),
            models.Index(
                fields=["handled_at"],
                name="zones_asked",
                condition=models.Q(state="asked_again"),
            ),
            models.Index(
                fields=["from_zone", "backups"],
                name="zones_to_settle",
                condition=models.Q(settled_at__isnull=True) & ~models.Q(state="failed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
