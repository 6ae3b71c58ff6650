# SPDX-License-Identifier: Apache-2.0
"""Which cases were destroyed, when, by whom, under which rule?"""

from django.db import models

from madoguchi.kernel.ids import new_id


class Destruction(models.Model):
    """An entry of the register of destroyed cases (廃棄簿). Holds no personal value.

    Only where such a row exists does the database let the actions of that case go.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField("事案", unique=True)
    number = models.CharField("受付番号", max_length=24)
    procedure_id = models.CharField("手続きID", max_length=64)
    section = models.CharField("課", max_length=64)
    outcome = models.CharField("結果", max_length=10)
    classification = models.CharField("文書分類", max_length=200, blank=True)
    closed_on = models.DateField("完了日")
    destroy_on = models.DateField("廃棄してよい日")
    destroyed_at = models.DateTimeField("廃棄した時刻")
    destroyed_by_name = models.CharField("廃棄した人", max_length=80)

    class Meta:
        verbose_name = "廃棄簿"
        verbose_name_plural = "廃棄簿"
        ordering = ("-destroyed_at",)

    def __str__(self) -> str:
        return self.number
