# SPDX-License-Identifier: Apache-2.0
"""How do leaves, personal values and the keys of persons rest in the database?"""

from typing import Any
from uuid import UUID

import orjson
from django.db import models

from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.leaf import LeafBody


class Leaf(models.Model):
    """One action (監査ログの1件). The database refuses changes; only ``sequence`` is set once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("日時")
    action = models.CharField("操作", max_length=120)
    actor_kind = models.CharField("操作した人の種類", max_length=10)
    actor_ref = models.CharField("操作した人", max_length=120)
    actor_roles = models.CharField("役割", max_length=200, blank=True)
    subject = models.CharField("対象", max_length=200)
    purpose = models.CharField("目的", max_length=200, blank=True)
    # Text, not jsonb: the stored bytes are the hashed bytes.
    detail = models.TextField("内容", default="{}")
    personal_digest = models.BinaryField(max_length=32, null=True)
    zone = models.CharField("区域", max_length=10)
    leaf_hash = models.BinaryField(max_length=32)
    format = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveBigIntegerField("連番", null=True, editable=False)

    class Meta:
        verbose_name = "監査ログの記録"
        verbose_name_plural = "監査ログ"
        indexes = (
            models.Index(fields=["subject", "at"], name="audit_leaf_subject"),
            models.Index(fields=["actor_ref", "at"], name="audit_leaf_actor"),
            models.Index(
                fields=["id"], name="audit_leaf_waiting", condition=models.Q(sequence=None)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["sequence"],
                condition=models.Q(sequence__isnull=False),
                name="audit_leaf_sequence_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    @property
    def facts(self) -> dict[str, Any]:
        """The public details as an object."""
        value: dict[str, Any] = orjson.loads(self.detail)
        return value

    def body(self) -> LeafBody:
        """The members that were hashed, read back from the columns."""
        return LeafBody(
            id=self.id,
            at=self.at,
            action=self.action,
            actor_kind=self.actor_kind,
            actor_ref=self.actor_ref,
            actor_roles=tuple(self.actor_roles.split(",")) if self.actor_roles else (),
            subject=self.subject,
            purpose=self.purpose,
            detail=self.facts,
            personal_digest=bytes(self.personal_digest) if self.personal_digest else None,
            zone=self.zone,
        )


class SubjectKey(models.Model):
    """The key of one subject's personal values (対象ごとの鍵); erasing it erases the values."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField("対象", max_length=200)
    wrapped = models.BinaryField("包んだ鍵")
    created_at = models.DateTimeField("作成日時")
    erased_at = models.DateTimeField("消去日時", null=True)

    class Meta:
        verbose_name = "対象ごとの鍵"
        verbose_name_plural = "対象ごとの鍵"
        constraints = (
            models.UniqueConstraint(
                fields=["subject"],
                condition=models.Q(erased_at__isnull=True),
                name="audit_one_living_key_per_subject",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class PersonalValues(models.Model):
    """Personal values of one leaf with their salt, encrypted (記録の個人情報)."""

    leaf_id: UUID
    leaf = models.OneToOneField(
        Leaf, primary_key=True, on_delete=models.PROTECT, related_name="personal_values"
    )
    key = models.ForeignKey(SubjectKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField("暗号文")

    class Meta:
        verbose_name = "記録の個人情報"
        verbose_name_plural = "記録の個人情報"

    def __str__(self) -> str:
        return str(self.leaf_id)
