# SPDX-License-Identifier: Apache-2.0
"""With what may a citizen sign in besides the password, and what opens the vault then?"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id

_USER = "identity.User"


class CardLink(models.Model):
    """A card that signs in to an account (結び付けたカード).

    Only a keyed hash of the pairwise name that the provider gives the person: it is found again
    when the card is held, and cannot be read.
    """

    user_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(_USER, on_delete=models.CASCADE, related_name="card")
    subject = models.BinaryField("照合値", max_length=32, unique=True)
    linked_at = models.DateTimeField("結び付けた日時", default=now)
    used_at = models.DateTimeField("最後に使った日時", null=True)

    class Meta:
        verbose_name = "結び付けたカード"
        verbose_name_plural = "結び付けたカード"

    def __str__(self) -> str:
        return str(self.pk)


class KeyWrap(models.Model):
    """A way into the vault besides the password (鍵の包み), for one passkey or the card.

    ``prf``: wrapped by a secret that only the passkey yields. ``held``: wrapped by a key that the
    city holds, as the citizen has agreed.
    """

    class Kind(models.TextChoices):
        """What unwraps it."""

        PRF = "prf", "パスキーの秘密"
        HELD = "held", "市が預かる鍵"

    passkey_id: UUID | None
    card_id: UUID | None
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey("identity.AccountKey", on_delete=models.CASCADE, related_name="wraps")
    passkey = models.ForeignKey(
        "identity.Passkey", on_delete=models.CASCADE, null=True, related_name="wraps"
    )
    card = models.ForeignKey(CardLink, on_delete=models.CASCADE, null=True, related_name="wraps")
    kind = models.CharField("種類", max_length=4, choices=Kind)
    wrapped = models.BinaryField("包んだ秘密鍵")
    holder_key = models.BinaryField("預かった鍵(暗号化)", null=True)

    class Meta:
        verbose_name = "鍵の包み"
        verbose_name_plural = "鍵の包み"
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=["key", "passkey"],
                condition=Q(passkey__isnull=False),
                name="identity_one_wrap_a_passkey",
            ),
            models.UniqueConstraint(
                fields=["key", "card"],
                condition=Q(card__isnull=False),
                name="identity_one_wrap_a_card",
            ),
            models.CheckConstraint(
                condition=Q(passkey__isnull=False, card__isnull=True)
                | Q(passkey__isnull=True, card__isnull=False, kind="held"),
                name="identity_wrap_has_holder",
            ),
            models.CheckConstraint(
                condition=Q(kind="held", holder_key__isnull=False)
                | Q(kind="prf", holder_key__isnull=True),
                name="identity_wrap_kind_fits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SignIn(models.Model):
    """A time that a citizen signed in (ログインの記録): when, how, on which kind of device."""

    class Method(models.TextChoices):
        """With what."""

        PASSWORD = "password", "パスワード"
        PASSWORD_TOTP = "password+totp", "パスワードと認証アプリ"
        PASSWORD_RECOVERY = "password+recovery", "パスワードと予備の番号"
        PASSWORD_PASSKEY = "password+passkey", "パスワードとパスキー"
        PASSKEY = "passkey", "パスキー"
        CARD = "card", "マイナンバーカード"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(_USER, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField("セッション", max_length=40, blank=True)
    at = models.DateTimeField("日時")
    method = models.CharField("方法", max_length=20, choices=Method)
    device = models.CharField("機械の種類", max_length=40, blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True)

    class Meta:
        verbose_name = "ログインの記録"
        verbose_name_plural = "ログインの記録"
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["user", "-at"], name="identity_sign_in_of_user"),
            models.Index(
                fields=["session_key"],
                condition=~Q(session_key=""),
                name="identity_sign_in_session",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.method}"
