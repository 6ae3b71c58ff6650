# SPDX-License-Identifier: Apache-2.0
"""Which parcels wait for another zone, and which has it taken?"""

from django.db import models


class OutgoingParcel(models.Model):
    """A sealed parcel for another zone (発送小包). In the end it is a tombstone without a body.

    The body is ciphertext that this zone cannot open itself. It stays after it was taken until the
    inner zone has it in a backup (``outbox.settle``), so that no disk holds the only copy; a
    parcel that could not be used (``asked_again``) keeps it for a while to be offered once more.
    """

    sequence = models.BigAutoField("順番", primary_key=True)
    id = models.UUIDField("番号", unique=True, editable=False)
    kind = models.CharField("種類", max_length=64)
    schema_version = models.PositiveIntegerField("書式の版")
    to_zone = models.CharField("宛先", max_length=32)
    ref = models.CharField("参照", max_length=200, db_index=True)
    header = models.TextField("見出し(署名された文字列)")
    sealed = models.BinaryField("封をした中身", null=True)
    signature = models.BinaryField("署名")
    created_at = models.DateTimeField("作成時刻")
    acked_at = models.DateTimeField("受領時刻", null=True)
    outcome = models.CharField("結果", max_length=16, blank=True)

    class Meta:
        verbose_name = "発送小包"
        verbose_name_plural = "発送小包"
        ordering = ("sequence",)
        indexes = (
            models.Index(
                fields=["to_zone", "sequence"],
                name="zones_waiting",
                condition=models.Q(acked_at__isnull=True),
            ),
            models.Index(
                fields=["acked_at"],
                name="zones_asked_again",
                condition=models.Q(outcome="asked_again", sealed__isnull=False),
            ),
            models.Index(
                fields=["to_zone", "acked_at"],
                name="zones_unsettled",
                condition=models.Q(acked_at__isnull=False, sealed__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="zones_waiting_has_body",
                condition=models.Q(acked_at__isnull=False) | models.Q(sealed__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
