# SPDX-License-Identifier: Apache-2.0
"""What does the portal keep of an application before it is sent? Ciphertext, and who can open it."""

import os
from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models

from madoguchi.engines.procedures.models.revision import Revision
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.envelope import decrypt_with, encrypt_with

KEY_BYTES = 32


class Draft(models.Model):
    """An application that is being written (書きかけの申請); holds no readable answer."""

    APPLICATION: ClassVar[str] = "application"
    RESCUE: ClassVar[str] = "rescue"

    id = models.UUIDField("番号", primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(
        "目的",
        max_length=16,
        choices=((APPLICATION, "書きかけの申請"), (RESCUE, "期限切れのときに預かった入力")),
        default=APPLICATION,
    )
    rescues = models.UUIDField("預かった入力のもとの下書き", null=True, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, verbose_name="手続きの版")
    ciphertext = models.BinaryField("暗号文")
    version = models.PositiveIntegerField("保存の回数", default=1)
    resume_number = models.CharField("再開番号", max_length=16, unique=True, null=True, blank=True)
    started_at = models.DateTimeField("始めた時刻")
    saved_at = models.DateTimeField("保存した時刻")
    expires_at = models.DateTimeField("消す時刻", db_index=True)

    class Meta:
        verbose_name = "書きかけの申請"
        verbose_name_plural = "書きかけの申請"

    def __str__(self) -> str:
        return f"draft {self.id}"


class DraftKey(models.Model):
    """The key of a draft, closed for one holder (下書きのかぎ): a browser, an account or a code."""

    draft = models.ForeignKey(
        Draft, on_delete=models.DO_NOTHING, related_name="keys", verbose_name="書きかけの申請"
    )
    holder = models.CharField("持ち主", max_length=80, db_index=True)
    wrapped = models.BinaryField("閉じたかぎ")

    class Meta:
        verbose_name = "下書きのかぎ"
        verbose_name_plural = "下書きのかぎ"
        constraints = (
            models.UniqueConstraint(fields=["draft", "holder"], name="procedures_one_key_each"),
        )

    def __str__(self) -> str:
        return f"key of draft {self.draft_id}"


def remove_drafts(ids: Iterable[UUID]) -> int:
    """Delete drafts and their keys with two statements; returns how many drafts there were."""
    wanted = list(ids)
    DraftKey.objects.filter(draft_id__in=wanted).delete()
    return Draft.objects.filter(id__in=wanted).delete()[0]


def new_draft_key() -> bytes:
    """A fresh key for one draft."""
    return os.urandom(KEY_BYTES)


def close_draft(key: bytes, draft_id: UUID, content: bytes) -> bytes:
    """Encrypt a draft's content; it opens only as the content of this draft."""
    return encrypt_with(key, content, aad=b"procedures.draft:" + draft_id.bytes)


def open_draft(key: bytes, draft_id: UUID, ciphertext: bytes) -> bytes:
    """Decrypt a draft's content; raises ``CryptoError`` where it was changed or moved."""
    return decrypt_with(key, bytes(ciphertext), aad=b"procedures.draft:" + draft_id.bytes)
