# SPDX-License-Identifier: Apache-2.0
"""Which letters left the office, under which document number?"""

from django.db import models

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto import fields

PURPOSE = "cases.letter"


class LetterCounter(models.Model):
    """The last document number of a section in a fiscal year (文書番号). Its row is the lock."""

    section = models.CharField("課", max_length=64)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最後の番号", default=0)

    class Meta:
        verbose_name = "文書番号の台帳"
        verbose_name_plural = "文書番号の台帳"
        constraints = (
            models.UniqueConstraint(fields=["section", "fiscal_year"], name="one_counter_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.section} {self.fiscal_year} {self.last}"


class Letter(models.Model):
    """A letter of a case (通知書): number, form, PDF."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="letters")
    section = models.CharField("課", max_length=64)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("番号")
    document_number = models.CharField("文書番号", max_length=40)
    kind = models.CharField("種類", max_length=10)
    title = models.CharField("件名", max_length=200)
    issued_on = models.DateField("発行日")
    issued_at = models.DateTimeField("発行した時刻")
    issued_by_name = models.CharField("発行した人", max_length=80)
    sha256 = models.CharField("要約値", max_length=64)
    size = models.PositiveIntegerField("大きさ")
    sealed_pdf = models.BinaryField("PDF(暗号化)", null=True)

    class Meta:
        verbose_name = "通知書"
        verbose_name_plural = "通知書"
        ordering = ("issued_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["section", "fiscal_year", "serial"], name="document_numbers_are_unique"
            ),
        )
        indexes = (models.Index(fields=["document_number"], name="letter_by_document_number"),)

    def __str__(self) -> str:
        return f"{self.document_number} {self.title}"

    def seal(self, pdf: bytes) -> None:
        """Keep the PDF encrypted, readable in this row only; the caller saves."""
        self.sealed_pdf = fields.encrypt(PURPOSE, pdf, aad=self.id.bytes)

    def open(self) -> bytes:
        """The PDF in the clear; empty once its case was destroyed."""
        if self.sealed_pdf is None:
            return b""
        return fields.decrypt(PURPOSE, bytes(self.sealed_pdf), aad=self.id.bytes)
