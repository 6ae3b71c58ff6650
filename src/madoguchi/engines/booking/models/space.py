# SPDX-License-Identifier: Apache-2.0
"""Which places, equipment and people can be booked, and which parts do they have?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.kernel.ids import new_id

KINDS = [("place", "場所"), ("equipment", "備品"), ("person", "人")]


class Space(models.Model):
    """A place, a piece of equipment or a person (予約の対象); a hall is its halves.

    Only leaves are claimed. Booking a node claims all leaves under it, so whole and part exclude
    each other.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=80, unique=True, allow_unicode=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", verbose_name="上位"
    )
    kind = models.CharField("種類", max_length=10, choices=KINDS, default="place")
    title = models.JSONField("名前")
    about = models.JSONField("説明", default=dict)
    address = models.CharField("所在地", max_length=200, blank=True)
    latitude = models.FloatField("緯度", null=True)
    longitude = models.FloatField("経度", null=True)
    section = models.CharField("担当の課", max_length=48)
    capacity = models.PositiveIntegerField("定員", default=1)
    position = models.PositiveIntegerField("並び順", default=0)
    is_leaf = models.BooleanField("末端", default=True)
    is_active = models.BooleanField("使用中", default=True)
    door = models.CharField("扉", max_length=80, blank=True)

    parent_id: UUID | None

    class Meta:
        verbose_name = "予約の対象"
        verbose_name_plural = "予約の対象"
        ordering = ("position", "key")
        constraints = (
            models.CheckConstraint(condition=Q(capacity__gte=1), name="space_capacity"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="space_not_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.key


class SpaceLeaf(models.Model):
    """That a leaf lies under a space, or is it (末端への対応)."""

    id = models.BigAutoField(primary_key=True)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="leaf_rows")
    leaf = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="node_rows")

    space_id: UUID
    leaf_id: UUID

    class Meta:
        verbose_name = "末端への対応"
        verbose_name_plural = "末端への対応"
        constraints = (models.UniqueConstraint(fields=["space", "leaf"], name="space_leaf_once"),)

    def __str__(self) -> str:
        return f"{self.space_id} ⊇ {self.leaf_id}"
