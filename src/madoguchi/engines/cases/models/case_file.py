# SPDX-License-Identifier: Apache-2.0
"""Which files came with an application, how far were they examined, and which copy is safe to open?"""

from django.db import models
from django.db.models import Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id

STATES = [
    ("unchecked", "未検査"),
    ("checking", "検査中"),
    ("safe", "無害化済"),
    ("unopenable", "開けない"),
    ("infected", "ウイルス"),
]
LEVELS = [
    ("none", "なし"),
    ("text", "文字だけ"),
    ("pixels", "画素"),
    ("structural", "再構成"),
]
SCANS = [
    ("unscanned", "未検査"),
    ("clean", "検出なし"),
    ("infected", "検出"),
]


class CaseFile(models.Model):
    """A file of a case (書類); original and safe copy rest encrypted in the zone's file room.

    ``file_id`` is the original, in quarantine: nobody opens it without a written reason.
    ``safe_file_id`` is the copy that was rebuilt from it (無害化).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    file_id = models.UUIDField("保管ファイル", unique=True)
    question = models.CharField("質問", max_length=64)
    item = models.PositiveSmallIntegerField("何件目", null=True)
    name = models.CharField("ファイル名", max_length=255)
    type = models.CharField("形式", max_length=120)
    size = models.BigIntegerField("大きさ")
    sha256 = models.CharField("要約値", max_length=64)
    received_at = models.DateTimeField("届いた時刻")
    replaced = models.BooleanField("差しかえ済み", default=False)

    state = models.CharField("検査の状態", max_length=10, choices=STATES, default="unchecked")
    level = models.CharField("無害化の段階", max_length=10, choices=LEVELS, default="none")
    removed = models.JSONField("取り除いたもの", default=dict, blank=True)
    reason = models.CharField("上の段階でできなかった理由", max_length=20, blank=True)
    scan = models.CharField("ウイルス検査", max_length=10, choices=SCANS, default="unscanned")
    scan_note = models.CharField("ウイルス検査の結果", max_length=200, blank=True)
    checked_at = models.DateTimeField("検査した時刻", null=True)
    safe_file_id = models.UUIDField("無害化した写し", null=True, unique=True)
    safe_name = models.CharField("写しのファイル名", max_length=255, blank=True)
    safe_type = models.CharField("写しの形式", max_length=120, blank=True)
    safe_size = models.BigIntegerField("写しの大きさ", default=0)
    pages = models.PositiveIntegerField("ページ数", default=0)

    class Meta:
        verbose_name = "書類"
        verbose_name_plural = "書類"
        ordering = ("received_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="safe", safe_file_id__isnull=False) & ~Q(level="none"))
                | (~Q(state="safe") & Q(safe_file_id__isnull=True, level="none")),
                name="case_file_safe_has_copy",
            ),
            models.CheckConstraint(
                condition=Q(state="infected", scan="infected")
                | (~Q(state="infected") & ~Q(scan="infected")),
                name="case_file_infected_is_shut",
            ),
        )
        indexes = (
            models.Index(
                fields=["received_at"],
                condition=Q(state__in=("unchecked", "checking")),
                name="case_file_waiting",
            ),
            models.Index(
                fields=["received_at"], condition=Q(scan="unscanned"), name="case_file_unscanned"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """The typed reference to this file."""
        return f"cases:file:{self.id}"
