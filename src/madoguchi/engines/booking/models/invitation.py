# SPDX-License-Identifier: Apache-2.0
"""Who was invited to a check-up, with which number, and which siblings come together?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.booking.models.offer import Offer
from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.kernel.ids import new_id


class Invitation(models.Model):
    """An invitation to a check-up (健診の案内); name, number and birth rest encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="invitations")
    number_index = models.BinaryField("案内番号の照合値", max_length=32, unique=True)
    family_index = models.BinaryField("世帯の照合値", max_length=32, null=True, db_index=True)
    sealed = models.BinaryField("暗号化した内容")
    book_until = models.DateField("予約の期限", null=True)
    reservation = models.ForeignKey(
        Reservation, on_delete=models.SET_NULL, null=True, related_name="invited"
    )
    imported_at = models.DateTimeField("取り込んだ時刻")
    imported_by_ref = models.CharField("取り込んだ人", max_length=80)
    withdrawn_at = models.DateTimeField("取り下げた時刻", null=True)

    offer_id: UUID
    reservation_id: UUID | None

    class Meta:
        verbose_name = "健診の案内"
        verbose_name_plural = "健診の案内"
        ordering = ("imported_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["reservation"],
                condition=Q(reservation__isnull=False),
                name="invitation_reservation_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """The typed reference, which stands for the invited person."""
        return f"booking:invitation:{self.id}"
