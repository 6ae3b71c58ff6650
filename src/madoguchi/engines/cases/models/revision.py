# SPDX-License-Identifier: Apache-2.0
"""Under which rules was an application filed? A revision of a procedure, never changed."""

from django.db import models

from madoguchi.kernel.ids import new_id


class ProcedureRevision(models.Model):
    """A published revision of a procedure (手続きの版): definition, letters, digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure_id = models.CharField("手続きID", max_length=64)
    revision = models.PositiveIntegerField("版")
    digest = models.CharField("要約値", max_length=64)
    title = models.CharField("名称", max_length=200)
    section = models.CharField("課", max_length=64)
    definition = models.JSONField("定義")
    letters = models.JSONField("通知書の様式", default=dict)
    reasons = models.JSONField("補正の文例", default=list)
    published_at = models.DateTimeField("公開した時刻")
    current = models.BooleanField("いまの版", default=True)

    class Meta:
        verbose_name = "手続きの版"
        verbose_name_plural = "手続きの版"
        constraints = (
            models.UniqueConstraint(
                fields=["procedure_id", "revision"], name="one_row_per_revision"
            ),
            models.UniqueConstraint(
                fields=["procedure_id"],
                condition=models.Q(current=True),
                name="one_current_revision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure_id} r{self.revision}"
