# SPDX-License-Identifier: Apache-2.0
"""What is to be paid back, why, to where, and who said so?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.payments.models.attempt import Attempt
from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

STATES = (
    ("asked", "承認待ち"),
    ("approved", "承認済み"),
    ("sent", "依頼済み"),
    ("done", "還付済み"),
    ("failed", "できなかった"),
    ("rejected", "差戻し"),
)
RUNNING = ("asked", "approved", "sent")


class Refund(models.Model):
    """Money to be paid back (還付); asked by one and approved by another.

    While it is ``asked``, ``approved`` or ``sent`` its yen are part of ``receivable.refunding_yen``.
    ``sealed`` holds the bank account of route ``bank``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, null=True, related_name="refunds"
    )
    yen = models.PositiveBigIntegerField("額")
    route = models.CharField(
        "返し方", max_length=8, choices=(("card", "カードへ戻す"), ("bank", "口座へ振り込む"))
    )
    state = models.CharField("状態", max_length=8, choices=STATES, default="asked")
    reason = models.CharField("理由", max_length=200)
    source_ref = models.CharField("もとになるもの", max_length=120, unique=True)
    sealed = models.BinaryField("暗号化した口座", default=b"")
    asked_by_ref = models.CharField("求めた人", max_length=80)
    asked_at = models.DateTimeField("求めた時刻")
    decided_by_ref = models.CharField("決めた人", max_length=80, blank=True)
    decided_at = models.DateTimeField("決めた時刻", null=True)
    sent_at = models.DateTimeField("依頼した時刻", null=True)
    done_at = models.DateTimeField("終わった時刻", null=True)
    gateway_ref = models.CharField("決済事業者の番号", max_length=80, blank=True)
    failure = models.CharField("できなかった理由", max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField("試みた回数", default=0)
    next_try_at = models.DateTimeField("次に試みる時刻", null=True)

    receivable_id: UUID
    attempt_id: UUID | None

    class Meta:
        verbose_name = "還付"
        verbose_name_plural = "還付"
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(yen__gt=0), name="refund_above_zero"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "rejected", "failed"])
                | ~Q(decided_by_ref=F("asked_by_ref")),
                name="refund_four_eyes",
            ),
        )
        indexes = (
            models.Index(
                fields=["state", "asked_at"],
                condition=Q(state__in=["asked", "approved", "sent"]),
                name="refund_running",
            ),
        )

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.yen} {self.state}"


class RefundAccount(models.Model):
    """The bank account into which a person wants money back (還付先の口座); sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_ref = models.CharField("だれの", max_length=80, unique=True)
    sealed = models.BinaryField("暗号化した口座")
    changed_at = models.DateTimeField("変わった時刻")

    class Meta:
        verbose_name = "還付先の口座"
        verbose_name_plural = "還付先の口座"

    def __str__(self) -> str:
        return self.party_ref
