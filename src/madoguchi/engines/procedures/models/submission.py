# SPDX-License-Identifier: Apache-2.0
"""What does the portal remember of an application that was sent? A number, times and a state."""

import hmac
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import models

from madoguchi.engines.procedures.models.revision import Revision
from madoguchi.kernel.ids import ALPHABET, new_id, parse_secret
from madoguchi.platform.crypto.derive import derive

Kept = bytes | memoryview | None
"""A binary column as SQLite or PostgreSQL gives it."""
STATES = (
    ("received", "受け付けました"),
    ("reviewing", "確かめています"),
    ("correction", "直していただくのを待っています"),
    ("deciding", "決定の手続きをしています"),
    ("approved", "決定しました"),
    ("refused", "認められませんでした"),
    ("withdrawn", "取り下げました"),
    ("asked_again", "もう一度お送りください"),
    ("closed", "終わりました"),
)


class Submission(models.Model):
    """A sent application (送った申請): no answer, no name, no file name rests here."""

    id = models.UUIDField("番号", primary_key=True, default=new_id, editable=False)
    draft_id = models.UUIDField("もとの下書き", unique=True)
    receipt_number = models.CharField("受付番号", max_length=20, unique=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, verbose_name="手続きの版")
    submitted_at = models.DateTimeField("受け付けた時刻")
    language = models.CharField("読む言葉", max_length=4, default="ja")
    state = models.CharField("状態", max_length=16, choices=STATES, default="received")
    state_version = models.PositiveIntegerField("状態の番号", default=0)
    state_at = models.DateTimeField("状態が変わった時刻")
    due_on = models.DateField("決定の見込みの日", null=True, blank=True)
    reply_key = models.BinaryField("返事を閉じる公開かぎ", null=True, blank=True)
    verifier = models.BinaryField("確認番号のあかし", null=True, blank=True)
    account = models.CharField("アカウント", max_length=80, null=True, blank=True)

    class Meta:
        verbose_name = "送った申請"
        verbose_name_plural = "送った申請"
        indexes = (
            models.Index(
                fields=["account", "-submitted_at"],
                name="procedures_of_account",
                condition=models.Q(account__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.receipt_number


class StateChange(models.Model):
    """A public state that an application was in (状態の変化)."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="changes", verbose_name="送った申請"
    )
    version = models.PositiveIntegerField("状態の番号")
    state = models.CharField("状態", max_length=16, choices=STATES)
    changed_at = models.DateTimeField("変わった時刻")

    class Meta:
        verbose_name = "状態の変化"
        verbose_name_plural = "状態の変化"
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "version"], name="procedures_state_change_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.version} {self.state}"


def secret_for(browser_key: bytes, draft_id: UUID) -> str:
    """The receipt secret of a guest: 80 bits that only this browser can make again.

    A second press of the button leads to the same secret although nothing of it is stored.
    """
    raw = int.from_bytes(derive(browser_key, f"procedures/receipt/{draft_id}")[:10], "big")
    return parse_secret("".join(ALPHABET[(raw >> 5 * place) & 31] for place in range(16)))


def verifier_of(receipt_number: str, secret: str) -> bytes:
    """What the portal keeps to recognise a secret; it does not lead back to it."""
    return derive(secret.encode("ascii"), f"procedures/receipt-verifier/{receipt_number}")


def opens(receipt_number: str, secret: str, verifier: Kept) -> bool:
    """Whether the secret belongs to the number, in constant time, also where there is none."""
    kept = bytes(verifier) if verifier is not None else bytes(32)
    same = hmac.compare_digest(verifier_of(receipt_number, secret), kept)
    return same and verifier is not None


def reply_key_of(receipt_number: str, secret: str) -> X25519PrivateKey:
    """The key pair that the office's notes are sealed to; made from the guest's secret alone."""
    seed = derive(secret.encode("ascii"), f"procedures/reply-key/{receipt_number}")
    return X25519PrivateKey.from_private_bytes(seed)
