# SPDX-License-Identifier: Apache-2.0
"""What is offered for booking, under which rules, and how many places are left?"""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.space import Space
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.kernel.ids import new_id

KINDS = [
    ("facility", "施設"),
    ("counter", "窓口"),
    ("course", "講座・催し"),
    ("checkup", "健診"),
    ("pickup", "粗大ごみ"),
    ("consultation", "相談"),
]
PERIODS = [("slot", "枠ごと"), ("day", "日ごと"), ("month", "月ごと"), ("all", "全体で")]


class Quota(models.Model):
    """A number of places that one or more offers share (定員枠)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=80, unique=True)
    title = models.JSONField("名前", default=dict)
    capacity = models.PositiveIntegerField("定員")
    period = models.CharField("数える期間", max_length=6, choices=PERIODS, default="slot")

    class Meta:
        verbose_name = "定員枠"
        verbose_name_plural = "定員枠"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class QuotaCount(models.Model):
    """How many places of a quota are taken in one period (定員の使用数)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="counts")
    bucket = models.CharField("期間", max_length=24, blank=True)
    capacity = models.PositiveIntegerField("定員")
    taken = models.PositiveIntegerField("使用数", default=0)

    quota_id: UUID

    class Meta:
        verbose_name = "定員の使用数"
        verbose_name_plural = "定員の使用数"
        constraints = (
            models.UniqueConstraint(fields=["quota", "bucket"], name="quota_bucket_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("capacity")), name="quota_never_exceeded"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quota_id} {self.bucket}: {self.taken}/{self.capacity}"


class Offer(models.Model):
    """Something that can be booked under one set of rules (予約の受付)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=80, unique=True)
    kind = models.CharField("種類", max_length=14, choices=KINDS)
    title = models.JSONField("名前")
    about = models.JSONField("説明", default=dict)
    section = models.CharField("担当の課", max_length=48)
    rules = models.JSONField("決まり")
    version = models.PositiveIntegerField("版", default=1)
    is_open = models.BooleanField("受付中", default=True)
    spaces = models.ManyToManyField(Space, related_name="offers", verbose_name="対象")
    quotas = models.ManyToManyField(Quota, related_name="offers", verbose_name="定員枠")
    changed_at = models.DateTimeField("変更した時刻")

    class Meta:
        verbose_name = "予約の受付"
        verbose_name_plural = "予約の受付"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"booking:offer:{self.key}"

    def read_rules(self) -> OfferRules:
        """The rules as the pure decisions take them; read once per version and process."""
        return _read(self.id, self.version, self.rules)


_known: dict[UUID, tuple[int, OfferRules]] = {}


def _read(offer_id: UUID, version: int, stored: dict[str, Any]) -> OfferRules:
    known = _known.get(offer_id)
    if known is not None and known[0] == version:
        return known[1]
    rules = OfferRules.model_validate(stored)
    if len(_known) > 2000:
        _known.clear()
    _known[offer_id] = (version, rules)
    return rules
