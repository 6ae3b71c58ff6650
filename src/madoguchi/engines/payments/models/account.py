# SPDX-License-Identifier: Apache-2.0
"""Which revenue account of the budget does money belong to?"""

from django.db import models

from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import TextValue


class RevenueAccount(models.Model):
    """An account of revenue (歳入科目) of one fund; ``name`` holds its words (ja, en, easy)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=48, unique=True)
    code = models.CharField("科目コード", max_length=24)
    fund = models.CharField("会計", max_length=40)
    name = models.JSONField("科目名")

    class Meta:
        verbose_name = "歳入科目"
        verbose_name_plural = "歳入科目"
        ordering = ("fund", "code")
        constraints = (
            models.UniqueConstraint(fields=["fund", "code"], name="revenue_account_once"),
        )

    def __str__(self) -> str:
        return f"{self.fund} {self.code}"

    @property
    def words(self) -> TextValue:
        """The name as a text of up to three languages."""
        return TextValue(**self.name)
