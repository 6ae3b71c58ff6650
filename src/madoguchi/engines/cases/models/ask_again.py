# SPDX-License-Identifier: Apache-2.0
"""Which parcels could not be opened, so that someone must be asked again?"""

from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id


class AskAgain(models.Model):
    """A parcel that could not become a case (再提出の依頼); visible until someone has acted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel_id = models.UUIDField("小包", unique=True)
    kind = models.CharField("種類", max_length=60)
    number = models.CharField("受付番号", max_length=24, blank=True)
    submission_id = models.UUIDField("申請ID", null=True)
    procedure_id = models.CharField("手続きID", max_length=64, blank=True)
    section = models.CharField("課", max_length=64, blank=True)
    reason = models.CharField("理由", max_length=300)
    happened_at = models.DateTimeField("届いた時刻")
    settled_at = models.DateTimeField("済んだ時刻", null=True)
    settled_by_name = models.CharField("済ませた人", max_length=80, blank=True)
    settled_how = models.CharField("どうしたか", max_length=300, blank=True)

    class Meta:
        verbose_name = "再提出の依頼"
        verbose_name_plural = "再提出の依頼"
        ordering = ("-happened_at",)
        indexes = (
            models.Index(
                fields=["section", "happened_at"],
                condition=Q(settled_at__isnull=True),
                name="ask_again_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.number or str(self.parcel_id)
