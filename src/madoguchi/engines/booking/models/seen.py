# SPDX-License-Identifier: Apache-2.0
"""Who of the city saw whom a booking is for, counted by day? What わたしのデータ tells."""

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.ids import new_id


class ContactSeen(models.Model):
    """How often one member of staff saw the contact of one booking or person on a day (閲覧の数).

    Written with the leaf of the audit log, which remains the proof; here it is quickly found.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField("予約番号か登録", max_length=80)
    actor_ref = models.CharField("見た人", max_length=120)
    section = models.CharField("課", max_length=120, blank=True)
    what = models.CharField("画面", max_length=40)
    purpose = models.CharField("目的", max_length=200)
    day = models.DateField("日")
    count = models.PositiveIntegerField("回数", default=1)
    first_at = models.DateTimeField("最初に見た時刻")
    last_at = models.DateTimeField("最後に見た時刻")

    class Meta:
        verbose_name = "閲覧の数"
        verbose_name_plural = "閲覧の数"
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "actor_ref", "section", "what", "purpose", "day"],
                name="contact_seen_once_a_day",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="contact_seen_at_least_once"),
            models.CheckConstraint(
                condition=Q(last_at__gte=F("first_at")), name="contact_seen_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.actor_ref} {self.count}"
