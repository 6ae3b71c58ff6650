# SPDX-License-Identifier: Apache-2.0
"""Which code opens the door for which booking, and does the door know it?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.kernel.ids import new_id

STATES = [
    ("waiting", "扉に届いていない"),
    ("given", "扉に届いた"),
]


class DoorCode(models.Model):
    """The code of a booking for the door of its place (扉の暗証番号); rests encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reservation = models.OneToOneField(Reservation, on_delete=models.CASCADE, related_name="code")
    door = models.CharField("扉", max_length=80)
    sealed = models.BinaryField("暗号化した番号")
    valid_from = models.DateTimeField("使える時刻から")
    valid_until = models.DateTimeField("使える時刻まで")
    state = models.CharField("状態", max_length=10, choices=STATES, default="waiting")
    tries = models.PositiveSmallIntegerField("試した回数", default=0)
    tried_at = models.DateTimeField("最後に試した時刻", null=True)

    reservation_id: UUID

    class Meta:
        verbose_name = "扉の暗証番号"
        verbose_name_plural = "扉の暗証番号"
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="door_code_in_order"
            ),
        )
        indexes = (
            models.Index(
                fields=["valid_from"], condition=Q(state="waiting"), name="door_code_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.door} {self.valid_from}"
