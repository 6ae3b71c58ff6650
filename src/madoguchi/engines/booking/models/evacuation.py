# SPDX-License-Identifier: Apache-2.0
"""Which spaces became shelters by which order, and how did their undoing end?"""

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.ids import new_id


class EvacuationOrder(models.Model):
    """Spaces taken for a disaster in one act (避難のための切りかえ); its closures name it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり")
    words = models.CharField("利用者への説明", max_length=400)
    is_shelter = models.BooleanField("避難所として開く", default=True)
    made_at = models.DateTimeField("行った時刻")
    made_by_ref = models.CharField("行った人", max_length=80)
    lifted_at = models.DateTimeField("解除した時刻", null=True)
    lost = models.JSONField("元に戻せなかった予約", default=list)

    class Meta:
        verbose_name = "避難のための切りかえ"
        verbose_name_plural = "避難のための切りかえ"
        ordering = ("-made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="evacuation_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_at} {self.words[:20]}"
