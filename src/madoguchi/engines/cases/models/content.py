# SPDX-License-Identifier: Apache-2.0
"""What did the applicant answer? Kept apart from the lists, and encrypted at rest."""

import json
from typing import Any

from django.db import models

from madoguchi.engines.cases.models.case import Case
from madoguchi.platform.crypto import fields

PURPOSE = "cases.content"
PROOFS = ("proof", "signature", "corporate")


class CaseContent(models.Model):
    """The content of a case (事案の内容): answers, provenance, findings, way back."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="content"
    )
    sealed = models.BinaryField("回答(暗号化)")
    findings = models.JSONField("点検で見つかったこと", default=list)
    reply_key = models.CharField("返信の鍵", max_length=64, blank=True)
    applicant_ref = models.CharField("申請した人の参照", max_length=80, blank=True)

    class Meta:
        verbose_name = "事案の内容"
        verbose_name_plural = "事案の内容"
        indexes = (
            models.Index(
                fields=["applicant_ref"],
                condition=~models.Q(applicant_ref=""),
                name="content_of_applicant",
            ),
        )

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as they stand now, after corrections."""
        return dict(self._opened["answers"])

    @property
    def provenance(self) -> dict[str, Any]:
        """Question id → where its value came from."""
        return dict(self._opened["provenance"])

    @property
    def proof(self) -> dict[str, Any]:
        """How the applicant proved who they are (level, method, time); empty without a card."""
        return dict(self._opened.get("proof") or {})

    @property
    def signature(self) -> dict[str, Any]:
        """The card's signature, with the canonical form that it signs; empty without one."""
        return dict(self._opened.get("signature") or {})

    @property
    def corporate(self) -> dict[str, Any]:
        """How a corporation proved who it is; empty without."""
        return dict(self._opened.get("corporate") or {})

    @property
    def _opened(self) -> dict[str, Any]:
        cached = self.__dict__.get("_opened_content")
        if cached is None:
            cached = self.__dict__["_opened_content"] = open_sealed(
                self.case_id, bytes(self.sealed)
            )
        return dict(cached)

    def put(
        self,
        *,
        answers: dict[str, Any],
        provenance: dict[str, Any],
        **proofs: dict[str, Any],
    ) -> None:
        """Replace answers and provenance; the caller saves.

        ``proofs`` (proof, signature, corporate) once given stay as they came.
        """
        kept = {name: getattr(self, name) for name in PROOFS} if self.sealed else {}
        value = {"answers": answers, "provenance": provenance}
        given = {name: proof for name, proof in (kept | proofs).items() if proof}
        self.sealed = seal(self.case_id, value | given)
        self.__dict__.pop("_opened_content", None)


def seal(row_id: object, value: dict[str, Any]) -> bytes:
    """Encrypt a JSON value so that it can be opened only in its own row."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return fields.encrypt(PURPOSE, plain, aad=str(row_id).encode())


def open_sealed(row_id: object, sealed: bytes) -> dict[str, Any]:
    """Open what ``seal`` closed."""
    return dict(json.loads(fields.decrypt(PURPOSE, bytes(sealed), aad=str(row_id).encode())))
