# SPDX-License-Identifier: Apache-2.0
"""Of what has somebody been reminded already?"""

from uuid import UUID

from django.db import models

from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.kernel.ids import new_id

KINDS = [("start", "始まる前"), ("confirm", "確定の期限"), ("pay", "支払いの期限")]


class Reminder(models.Model):
    """That a reminder of one moment of a booking was decided on (予約の声かけ), once and for all.

    A booking that is moved has another moment, and so another reminder.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("何の", max_length=8, choices=KINDS)
    hours = models.PositiveSmallIntegerField("何時間前", default=0)
    about_at = models.DateTimeField("いつのこと")
    decided_at = models.DateTimeField("決めた時刻")
    told = models.BooleanField("知らせた")

    reservation_id: UUID

    class Meta:
        verbose_name = "予約の声かけ"
        verbose_name_plural = "予約の声かけ"
        constraints = (
            models.UniqueConstraint(
                fields=["reservation", "kind", "hours", "about_at"], name="reminder_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reservation_id} {self.kind} {self.hours}"
