# SPDX-License-Identifier: Apache-2.0
"""What do clerks write down about a case for one another?"""

from django.db import models

from madoguchi.engines.cases.models.case import Case
from madoguchi.kernel.ids import new_id


class Note(models.Model):
    """A note for colleagues (メモ); never shown to the applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField("本文")
    author_ref = models.CharField("書いた人", max_length=80)
    author_name = models.CharField("書いた人の名前", max_length=80)
    written_at = models.DateTimeField("書いた時刻")

    class Meta:
        verbose_name = "メモ"
        verbose_name_plural = "メモ"
        ordering = ("-written_at",)

    def __str__(self) -> str:
        return self.text[:40]


class Message(models.Model):
    """A message between the applicant and the office (連絡)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    from_applicant = models.BooleanField("本人から")
    text = models.TextField("本文")
    author_ref = models.CharField("書いた人", max_length=80)
    author_name = models.CharField("書いた人の名前", max_length=80, blank=True)
    written_at = models.DateTimeField("書いた時刻")

    class Meta:
        verbose_name = "連絡"
        verbose_name_plural = "連絡"
        ordering = ("-written_at",)

    def __str__(self) -> str:
        return self.text[:40]
