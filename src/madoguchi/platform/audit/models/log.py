# SPDX-License-Identifier: Apache-2.0
"""How do the tree over the leaves, its checkpoints and what others say of them rest?"""

from uuid import UUID

from django.db import models

from madoguchi.kernel.ids import new_id


class Tree(models.Model):
    """The Merkle tree of this zone (ハッシュ木): one row, its size only grows."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    size = models.PositiveBigIntegerField("件数", default=0)
    frontier = models.BinaryField("右端の要約値", default=b"")
    proven_at = models.DateTimeField("すべてが証明されていた日時", null=True)

    class Meta:
        verbose_name = "ハッシュ木"
        verbose_name_plural = "ハッシュ木"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_one_tree"),)

    def __str__(self) -> str:
        return f"{self.size}"


class TreeNode(models.Model):
    """The root of a complete subtree of 256, 65,536, … leaves (ハッシュ木の節)."""

    height = models.PositiveSmallIntegerField("高さ")
    position = models.PositiveBigIntegerField("位置")
    hash = models.BinaryField("要約値", max_length=32)

    class Meta:
        verbose_name = "ハッシュ木の節"
        verbose_name_plural = "ハッシュ木の節"
        constraints = (
            models.UniqueConstraint(fields=["height", "position"], name="audit_node_once"),
        )

    def __str__(self) -> str:
        return f"{self.height}/{self.position}"


class Checkpoint(models.Model):
    """A signed statement of size and root (チェックポイント), as a C2SP signed note."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    size = models.PositiveBigIntegerField("件数", unique=True)
    root = models.BinaryField("根の要約値", max_length=32)
    note = models.TextField("署名付きの文")
    at = models.DateTimeField("日時")

    class Meta:
        verbose_name = "チェックポイント"
        verbose_name_plural = "チェックポイント"

    def __str__(self) -> str:
        return f"{self.size}"


class Cosignature(models.Model):
    """What a witness signed under a checkpoint (立会人の署名)."""

    checkpoint_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="cosignatures"
    )
    witness = models.CharField("立会人", max_length=120)
    line = models.TextField("署名の行")
    at = models.DateTimeField("日時")

    class Meta:
        verbose_name = "立会人の署名"
        verbose_name_plural = "立会人の署名"
        constraints = (
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="audit_one_line_per_witness"
            ),
        )

    def __str__(self) -> str:
        return self.witness


class TimeStamp(models.Model):
    """An RFC 3161 token over the note of a checkpoint (タイムスタンプ)."""

    checkpoint_id: UUID
    checkpoint = models.OneToOneField(
        Checkpoint, primary_key=True, on_delete=models.PROTECT, related_name="time_stamp"
    )
    token = models.BinaryField("時刻証明の応答(DER)")
    stamped_at = models.DateTimeField("証明された日時")
    source = models.CharField("発行元", max_length=200)

    class Meta:
        verbose_name = "タイムスタンプ"
        verbose_name_plural = "タイムスタンプ"

    def __str__(self) -> str:
        return self.stamped_at.isoformat()


class WitnessedLog(models.Model):
    """The last checkpoint that this zone, as a witness, saw of another log (立ち会ったログ)."""

    origin = models.CharField("ログの名前", max_length=200, primary_key=True)
    size = models.PositiveBigIntegerField("件数")
    root = models.BinaryField("根の要約値", max_length=32)
    note = models.TextField("署名付きの文")
    at = models.DateTimeField("日時")

    class Meta:
        verbose_name = "立ち会ったログ"
        verbose_name_plural = "立ち会ったログ"

    def __str__(self) -> str:
        return self.origin


class WitnessAlarm(models.Model):
    """A log contradicted itself or another did (立会人の警報); kept with what was shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.CharField("ログの名前", max_length=200)
    reason = models.CharField("理由", max_length=60)
    note = models.TextField("示された文")
    at = models.DateTimeField("日時")

    class Meta:
        verbose_name = "立会人の警報"
        verbose_name_plural = "立会人の警報"

    def __str__(self) -> str:
        return f"{self.origin} {self.reason}"
