# SPDX-License-Identifier: Apache-2.0
"""Which files came with an application, and how far were they examined?"""

from django.db import models

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id

LEVELS = [
    ("unchecked", "未検査"),
    ("checked", "検査のみ"),
    ("stripped", "除去"),
    ("rebuilt", "再構成"),
]


class CaseFile(models.Model):
    """A file of a case (書類); the bytes rest encrypted in the zone's file room."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    file_id = models.UUIDField("保管ファイル", unique=True)
    question = models.CharField("質問", max_length=64)
    item = models.PositiveSmallIntegerField("何件目", null=True)
    name = models.CharField("ファイル名", max_length=255)
    type = models.CharField("形式", max_length=120)
    size = models.BigIntegerField("大きさ")
    sha256 = models.CharField("要約値", max_length=64)
    level = models.CharField("無害化の段階", max_length=10, choices=LEVELS, default="unchecked")
    received_at = models.DateTimeField("届いた時刻")
    replaced = models.BooleanField("差しかえ済み", default=False)

    class Meta:
        verbose_name = "書類"
        verbose_name_plural = "書類"
        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return self.name
