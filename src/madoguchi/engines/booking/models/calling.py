# SPDX-License-Identifier: Apache-2.0
"""Who was told by telephone that an evacuation ended their booking?"""

from uuid import UUID

from django.db import models

from madoguchi.engines.booking.models.evacuation import EvacuationOrder
from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.kernel.ids import new_id

OUTCOMES = [("reached", "伝えた"), ("tried", "つながらなかった")]


class CallNote(models.Model):
    """How the last call about a booking that an order ended went (電話の記録)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(EvacuationOrder, on_delete=models.CASCADE, related_name="calls")
    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="calls")
    outcome = models.CharField("結果", max_length=8, choices=OUTCOMES)
    called_at = models.DateTimeField("電話した時刻")
    called_by_ref = models.CharField("電話した人", max_length=80)

    reservation_id: UUID

    class Meta:
        verbose_name = "電話の記録"
        verbose_name_plural = "電話の記録"
        constraints = (
            models.UniqueConstraint(fields=["order", "reservation"], name="call_once_per_booking"),
        )

    def __str__(self) -> str:
        return f"{self.reservation_id} {self.outcome}"
