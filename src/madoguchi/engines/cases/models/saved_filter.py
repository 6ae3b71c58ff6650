# SPDX-License-Identifier: Apache-2.0
"""Which views of the inbox did a clerk keep?"""

from django.db import models

from madoguchi.kernel.ids import new_id


class SavedFilter(models.Model):
    """A saved view of the inbox (保存した見方), of one clerk or of a section."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_ref = models.CharField("持ち主", max_length=80)
    section = models.CharField("課で共有", max_length=64, blank=True)
    name = models.CharField("名前", max_length=40)
    query = models.CharField("条件", max_length=500)
    saved_at = models.DateTimeField("保存した時刻")

    class Meta:
        verbose_name = "保存した見方"
        verbose_name_plural = "保存した見方"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["owner_ref", "name"], name="one_filter_of_a_name"),
        )
        indexes = (models.Index(fields=["section"], name="filter_of_section"),)

    def __str__(self) -> str:
        return self.name
