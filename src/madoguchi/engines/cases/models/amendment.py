# SPDX-License-Identifier: Apache-2.0
"""What does an applicant want put right, and what did the city answer?"""

from typing import Any

from django.db import models
from django.db.models import Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.engines.cases.models.content import open_sealed, seal


class Amendment(models.Model):
    """A request for correction (訂正請求), or a consent that was withdrawn (同意の取消し).

    What is wanted and why is sealed; the answer is never silent: it has words and a name.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="amendments")
    kind = models.CharField(
        "種類", max_length=16, choices=[("amend", "訂正"), ("withdraw_consent", "同意の取消し")]
    )
    step = models.CharField("ページ", max_length=64)
    question = models.CharField("質問", max_length=64)
    item = models.PositiveSmallIntegerField("何人目(何件目)", null=True)
    label = models.CharField("項目", max_length=200)
    sealed = models.BinaryField("求めた内容(暗号化)")
    asked_at = models.DateTimeField("求められた時刻")
    outcome = models.CharField(
        "結果",
        max_length=8,
        default="open",
        choices=[
            ("open", "まだ答えていない"),
            ("granted", "訂正した"),
            ("refused", "訂正しない"),
        ],
    )
    sealed_answer = models.BinaryField("答え(暗号化)", null=True)
    answered_at = models.DateTimeField("答えた時刻", null=True)
    answered_by_ref = models.CharField("答えた人", max_length=80, blank=True)
    answered_by_name = models.CharField("答えた人の名前", max_length=80, blank=True)

    class Meta:
        verbose_name = "訂正請求"
        verbose_name_plural = "訂正請求"
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="open", answered_at=None, sealed_answer=None)
                | (~Q(outcome="open") & Q(answered_at__isnull=False, sealed_answer__isnull=False)),
                name="cases_amendment_answered_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"

    @property
    def asked(self) -> dict[str, Any]:
        """``former``, ``wanted``, ``value`` and ``reason`` as the applicant sent them."""
        return open_sealed(self.id, bytes(self.sealed))

    @property
    def answer(self) -> str:
        """The city's words; empty while it has not answered."""
        if not self.sealed_answer:
            return ""
        return str(open_sealed(self.id, bytes(self.sealed_answer))["answer"])

    def put_asked(self, **asked: Any) -> None:
        """Seal what is wanted; the caller saves."""
        self.sealed = seal(self.id, asked)

    def put_answer(self, words: str, before: Any) -> None:
        """Seal the answer with the value that it replaced; the caller saves."""
        self.sealed_answer = seal(self.id, {"answer": words, "before": before})
