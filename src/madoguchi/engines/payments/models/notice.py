# SPDX-License-Identifier: Apache-2.0
"""Of what was a payer told, or is still to be told?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

KINDS = (
    ("before_due", "納期限の前のお知らせ"),
    ("after_due", "納め忘れのお知らせ"),
    ("demand", "督促状"),
    ("paid", "納付のお知らせ"),
    ("overpaid", "納めすぎのお知らせ"),
    ("refunded", "還付のお知らせ"),
)


class DueNotice(models.Model):
    """Something that a payer is told (納付のお知らせ); the row comes first, then the channel."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField("種類", max_length=12, choices=KINDS)
    moment = models.CharField("いつの分か", max_length=40)
    made_at = models.DateTimeField("作った時刻")
    told_at = models.DateTimeField("知らせた時刻", null=True)

    receivable_id: UUID

    class Meta:
        verbose_name = "納付のお知らせ"
        verbose_name_plural = "納付のお知らせ"
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["receivable", "kind", "moment"], name="due_notice_once"
            ),
        )
        indexes = (
            models.Index(fields=["made_at"], condition=Q(told_at=None), name="due_notice_untold"),
        )

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.kind}"
