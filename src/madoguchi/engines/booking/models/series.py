# SPDX-License-Identifier: Apache-2.0
"""Which bookings belong to one another because they come again and again?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.offer import Offer
from madoguchi.engines.booking.models.patron import Group
from madoguchi.kernel.ids import new_id


class Series(models.Model):
    """Bookings made in one act on a repeating pattern (くり返しの予約)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("番号", max_length=24, unique=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="series")
    person_ref = models.CharField("予約した人", max_length=80, db_index=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="series")
    pattern = models.JSONField("くり返し方")
    first_on = models.DateField("始まりの日")
    last_on = models.DateField("終わりの日")
    idempotency_key = models.CharField("同じ操作の印", max_length=72, null=True)
    made_at = models.DateTimeField("受けた時刻")
    made_by_ref = models.CharField("受けた人", max_length=80)

    offer_id: UUID
    group_id: UUID | None

    class Meta:
        verbose_name = "くり返しの予約"
        verbose_name_plural = "くり返しの予約"
        ordering = ("-made_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="series_days"),
            models.UniqueConstraint(
                fields=["person_ref", "idempotency_key"], name="series_same_request_once"
            ),
        )

    def __str__(self) -> str:
        return self.number
