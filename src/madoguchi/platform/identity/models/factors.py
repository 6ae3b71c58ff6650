# SPDX-License-Identifier: Apache-2.0
"""Which second factors does an account have, and which one-time values are used up?"""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from madoguchi.kernel.ids import new_id


class Passkey(models.Model):
    """A passkey (パスキー) of an account: its public key; the private one never leaves its device."""

    user_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys"
    )
    name = models.CharField("名前", max_length=60)
    credential_id = models.BinaryField("識別子", max_length=1023, unique=True)
    material = models.BinaryField("公開鍵")
    sign_count = models.BigIntegerField("回数", default=0)
    transports = models.JSONField("つなぎ方", default=list)
    is_backed_up = models.BooleanField("複製あり", default=False)
    created_at = models.DateTimeField("登録日時")
    used_at = models.DateTimeField("最後に使った日時", null=True)

    class Meta:
        verbose_name = "パスキー"
        verbose_name_plural = "パスキー"
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return self.name


class OneTimeCode(models.Model):
    """An authenticator app (認証アプリ) of an account; the secret rests encrypted.

    ``last_step`` is the newest 30-second step whose code was used: no code works twice.
    """

    user_id: UUID
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="one_time_code",
    )
    secret = models.BinaryField("秘密(暗号化)")
    last_step = models.BigIntegerField("最後の段", default=0)
    created_at = models.DateTimeField("登録日時")
    used_at = models.DateTimeField("最後に使った日時", null=True)

    class Meta:
        verbose_name = "認証アプリ"
        verbose_name_plural = "認証アプリ"

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """One recovery code (回復コード), as a digest; used once."""

    user_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.BinaryField("照合値", max_length=32, unique=True)
    created_at = models.DateTimeField("作成日時")
    used_at = models.DateTimeField("使った日時", null=True)

    class Meta:
        verbose_name = "回復コード"
        verbose_name_plural = "回復コード"

    def __str__(self) -> str:
        return str(self.pk)


class SpentValue(models.Model):
    """A one-time value that was used (使い終わった値), as a digest, until it is void by itself."""

    digest = models.BinaryField("照合値", max_length=32, primary_key=True)
    until = models.DateTimeField("期限", db_index=True)

    class Meta:
        verbose_name = "使い終わった値"
        verbose_name_plural = "使い終わった値"

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"
