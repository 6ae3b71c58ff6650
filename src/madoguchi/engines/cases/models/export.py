# SPDX-License-Identifier: Apache-2.0
"""Which cases left the office in which table? So that each applicant can be told."""

from uuid import UUID

from django.db import models

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id


class Export(models.Model):
    """A table that was taken out (書き出し): by whom, when, what for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("書き出した時刻")
    actor_ref = models.CharField("書き出した人", max_length=120)
    purpose = models.CharField("目的", max_length=200)
    kind = models.CharField("形", max_length=8)
    answers = models.BooleanField("回答も書き出した")

    class Meta:
        verbose_name = "書き出し"
        verbose_name_plural = "書き出し"

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class ExportedCase(models.Model):
    """A case was on it (書き出しに入った事案); goes with the case."""

    case_id: UUID
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exports")

    class Meta:
        verbose_name = "書き出しに入った事案"
        verbose_name_plural = "書き出しに入った事案"
        constraints = (
            models.UniqueConstraint(fields=["case", "export"], name="cases_exported_once"),
        )

    def __str__(self) -> str:
        return f"{self.export_id} {self.case_id}"
