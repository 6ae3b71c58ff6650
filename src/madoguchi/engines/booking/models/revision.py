# SPDX-License-Identifier: Apache-2.0
"""Which rules did an offer have at which time, and what was loaded from the packs?"""

from uuid import UUID

from django.db import models

from madoguchi.engines.booking.models.offer import Offer
from madoguchi.kernel.ids import new_id

SOURCES = [("pack", "パック"), ("desk", "画面")]
PARTS = [
    ("space", "予約の対象"),
    ("hours", "開館時間"),
    ("quota", "定員枠"),
    ("offer", "予約の受付"),
    ("round", "抽選の回"),
]


class OfferRevision(models.Model):
    """The rules of an offer as they were from one change to the next (決まりの版)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField("版")
    rules = models.JSONField("決まり")
    source = models.CharField("出どころ", max_length=4, choices=SOURCES, default="desk")
    why = models.CharField("変えた理由", max_length=400, blank=True)
    made_by_ref = models.CharField("変えた人", max_length=80)
    made_by_name = models.CharField("変えた人の名前", max_length=80, blank=True)
    made_at = models.DateTimeField("変えた時刻")

    offer_id: UUID

    class Meta:
        verbose_name = "決まりの版"
        verbose_name_plural = "決まりの版"
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=["offer", "version"], name="offer_revision_once"),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} r{self.version}"


class PackMark(models.Model):
    """What was last loaded from the packs under a key (パックの読込み), so that twice is once."""

    id = models.BigAutoField(primary_key=True)
    part = models.CharField("種類", max_length=6, choices=PARTS)
    key = models.CharField("キー", max_length=80)
    content = models.JSONField("読み込んだ内容")
    loaded_at = models.DateTimeField("読み込んだ時刻")

    class Meta:
        verbose_name = "パックの読込み"
        verbose_name_plural = "パックの読込み"
        constraints = (models.UniqueConstraint(fields=["part", "key"], name="pack_mark_once"),)

    def __str__(self) -> str:
        return f"{self.part}:{self.key}"
