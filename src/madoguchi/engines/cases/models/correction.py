# SPDX-License-Identifier: Apache-2.0
"""Which answers did the office ask the applicant to correct?"""

from typing import Any

from django.db import models
from django.db.models import Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.engines.cases.models.content import open_sealed, seal
from madoguchi.kernel.ids import new_id


class CorrectionRequest(models.Model):
    """A request to correct marked fields (補正の依頼), and what came back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    fields = models.JSONField("直してほしい欄")
    message = models.TextField("伝える文")
    due_on = models.DateField("いつまで", null=True)
    asked_at = models.DateTimeField("求めた時刻")
    asked_on = models.DateField("求めた日")
    asked_by_name = models.CharField("求めた人", max_length=80)
    correction_id = models.UUIDField("届いた補正", null=True, unique=True)
    ended_on = models.DateField("時計が動き出した日", null=True)
    ended_at = models.DateTimeField("終わった時刻", null=True)
    ended_how = models.CharField(
        "終わり方",
        max_length=10,
        blank=True,
        choices=[("arrived", "補正が届いた"), ("resumed", "職員が再開した"), ("ended", "終わった")],
    )
    sealed_before = models.BinaryField("直す前の値(暗号化)", null=True)

    class Meta:
        verbose_name = "補正の依頼"
        verbose_name_plural = "補正の依頼"
        ordering = ("asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_correction"
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_on} {len(self.fields)}か所"

    @property
    def before(self) -> dict[str, Any]:
        """The values that the correction replaced."""
        return open_sealed(self.id, bytes(self.sealed_before)) if self.sealed_before else {}

    def keep_before(self, values: dict[str, Any]) -> None:
        """Remember the replaced values; the caller saves."""
        self.sealed_before = seal(self.id, values)
