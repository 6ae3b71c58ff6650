# SPDX-License-Identifier: Apache-2.0
"""Who waits for a time that is full?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.offer import Offer
from madoguchi.engines.booking.models.patron import Group
from madoguchi.engines.booking.models.reservation import Reservation
from madoguchi.engines.booking.models.space import Space
from madoguchi.kernel.ids import new_id

STATES = [
    ("waiting", "待っている"),
    ("offered", "案内中"),
    ("left", "やめた"),
    ("over", "終わった"),
]
END_REASONS = [
    ("past", "空かないまま時間になった"),
    ("refused", "決まりに合わなくなった"),
    ("removed", "職員が外した"),
    ("unanswered", "期限までに返事がなかった"),
]


class WaitingEntry(models.Model):
    """A place on a waiting list (キャンセル待ち); ``ticket`` decides who comes first.

    ``sealed`` is who it is for (name, telephone, dates of birth), encrypted, and empty once nobody
    waits any more. Who is ``passed_over`` keeps the place, but others need not wait for them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="waiting")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="waiting")
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり")
    person_ref = models.CharField("待つ人", max_length=80)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="waiting")
    party_ref = models.CharField("待つ人か団体", max_length=80)
    place = models.CharField("対象のキー", max_length=80, blank=True)
    people = models.PositiveIntegerField("人数", default=1)
    purpose = models.CharField("目的", max_length=48, blank=True)
    extras = models.JSONField("付属設備", default=list)
    sealed = models.BinaryField("暗号化した内容", default=b"")
    all_or_none = models.BooleanField("全員そろわなければ取らない", default=True)
    ticket = models.BigIntegerField("順番")
    state = models.CharField("状態", max_length=8, choices=STATES, default="waiting")
    reservation = models.ForeignKey(
        Reservation, on_delete=models.SET_NULL, null=True, related_name="waited"
    )
    joined_at = models.DateTimeField("申し込んだ時刻")
    passed_over = models.CharField("飛ばしている理由", max_length=40, blank=True)
    ended_at = models.DateTimeField("終わった時刻", null=True)
    end_reason = models.CharField("終わった理由", max_length=12, choices=END_REASONS, blank=True)

    offer_id: UUID
    space_id: UUID | None
    group_id: UUID | None

    class Meta:
        verbose_name = "キャンセル待ち"
        verbose_name_plural = "キャンセル待ち"
        ordering = ("ticket", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="waiting_in_order"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="waiting_people"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "left", "over")) | Q(reservation__isnull=False),
                name="waiting_offered_has_reservation",
            ),
            models.CheckConstraint(
                condition=Q(state="over", ended_at__isnull=False) & ~Q(end_reason="")
                | ~Q(state="over") & Q(end_reason=""),
                name="waiting_over_has_reason",
            ),
            models.UniqueConstraint(
                fields=["offer", "starts_at", "ends_at", "party_ref", "place"],
                condition=Q(state="waiting"),
                name="waiting_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["offer", "starts_at", "ticket"],
                condition=Q(state="waiting"),
                name="waiting_of_slot",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} {self.starts_at} {self.ticket}"
