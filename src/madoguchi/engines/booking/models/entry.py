# SPDX-License-Identifier: Apache-2.0
"""Who came to which meeting of a course, and what did a gate without a line write down?"""

from uuid import UUID

from django.db import models

from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.kernel.ids import new_id


class SessionAttendance(models.Model):
    """Whether a participant came to one meeting of a course (回ごとの出席)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, related_name="attendances"
    )
    session = models.PositiveSmallIntegerField("回")
    came = models.BooleanField("出席")
    marked_at = models.DateTimeField("記録した時刻")
    marked_by_ref = models.CharField("記録した人", max_length=80)

    reservation_id: UUID

    class Meta:
        verbose_name = "回ごとの出席"
        verbose_name_plural = "回ごとの出席"
        ordering = ("session",)
        constraints = (
            models.UniqueConstraint(
                fields=["reservation", "session"], name="attendance_once_per_session"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reservation_id} {self.session}"


class GateEntry(models.Model):
    """An entry that a gate wrote down without a line (入口の記録); each is taken over once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list_id = models.UUIDField("入口の一覧")
    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, related_name="gate_entries"
    )
    came_at = models.DateTimeField("来た時刻")
    taken_over_at = models.DateTimeField("取りこんだ時刻")
    taken_over_by_ref = models.CharField("取りこんだ人", max_length=80)

    reservation_id: UUID

    class Meta:
        verbose_name = "入口の記録"
        verbose_name_plural = "入口の記録"
        ordering = ("came_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["list_id", "reservation", "came_at"], name="gate_entry_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.list_id} {self.reservation_id}"
