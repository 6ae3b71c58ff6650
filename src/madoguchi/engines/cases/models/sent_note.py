# SPDX-License-Identifier: Apache-2.0
"""What did the office write to holders of an account, so that it can be sealed to a new key?"""

import json
from typing import Any

from django.db import models

from madoguchi.engines.cases.models.case import Case
from madoguchi.platform.crypto import fields

PURPOSE = "cases.sent-note"


class SentNote(models.Model):
    """A note as it went to the applicant (送った知らせ), encrypted at rest, without the PDFs."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sent_notes")
    kind = models.CharField("種類", max_length=16)
    sealed = models.BinaryField("本文(暗号化)")
    sent_at = models.DateTimeField("送った時刻")

    class Meta:
        verbose_name = "送った知らせ"
        verbose_name_plural = "送った知らせ"
        ordering = ("sent_at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def put(self, value: dict[str, Any]) -> None:
        """Keep the note, readable in this row only; the caller saves."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        self.sealed = fields.encrypt(PURPOSE, plain, aad=self.id.bytes)

    def open(self) -> dict[str, Any]:
        """The note in the clear."""
        return dict(json.loads(fields.decrypt(PURPOSE, bytes(self.sealed), aad=self.id.bytes)))
