# SPDX-License-Identifier: Apache-2.0
"""What does a booking cost its person as of now, and do payments know?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.kernel.ids import new_id


class AmountDue(models.Model):
    """What a booking costs and what was paid of it (支払うべき額); one row, written with each change.

    ``told_version`` follows ``version`` once payments took it over; what counts is the latest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reservation = models.OneToOneField(Reservation, on_delete=models.CASCADE, related_name="due")
    amount_yen = models.PositiveIntegerField("支払う額", default=0)
    paid_yen = models.PositiveIntegerField("支払われた額", default=0)
    due_at = models.DateTimeField("支払いの期限", null=True)
    items = models.JSONField("内訳", default=list)
    version = models.PositiveIntegerField("版", default=1)
    told_version = models.PositiveIntegerField("伝えた版", default=0)
    changed_at = models.DateTimeField("変わった時刻")

    reservation_id: UUID

    class Meta:
        verbose_name = "支払うべき額"
        verbose_name_plural = "支払うべき額"
        constraints = (
            models.CheckConstraint(
                condition=Q(told_version__lte=F("version")), name="amount_due_told_in_order"
            ),
        )
        indexes = (
            models.Index(
                fields=["changed_at"],
                condition=Q(told_version__lt=F("version")),
                name="amount_due_untold",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reservation_id} {self.amount_yen}"
