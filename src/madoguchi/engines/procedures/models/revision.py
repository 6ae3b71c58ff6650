# SPDX-License-Identifier: Apache-2.0
"""Which revisions of which procedures does the portal know?"""

from typing import Any

from django.db import models


class RevisionIsImmutable(TypeError):
    """Someone tried to change a published definition."""


class Revision(models.Model):
    """A published definition (手続きの版); only ``is_current`` and ``withdrawn_at`` ever change."""

    procedure_id = models.CharField("手続き", max_length=64)
    revision = models.PositiveIntegerField("版")
    digest = models.CharField("定義のハッシュ値", max_length=64)
    definition = models.JSONField("定義")
    published_at = models.DateTimeField("公開した時刻")
    is_current = models.BooleanField("いまの版", default=False)
    withdrawn_at = models.DateTimeField("取りやめた時刻", null=True, blank=True)

    class Meta:
        verbose_name = "手続きの版"
        verbose_name_plural = "手続きの版"
        constraints = (
            models.UniqueConstraint(
                fields=["procedure_id", "revision"], name="procedures_revision_once"
            ),
            models.UniqueConstraint(
                fields=["procedure_id"],
                condition=models.Q(is_current=True),
                name="procedures_one_current_revision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure_id} r{self.revision}"

    def save(self, **kwargs: Any) -> None:
        """Insert only; a definition that was published once stays as it is.

        Raises:
            RevisionIsImmutable: the row exists already.
        """
        if not self._state.adding:
            raise RevisionIsImmutable(str(self))
        super().save(**kwargs)
