# SPDX-License-Identifier: Apache-2.0
"""Who has an account, which key pair belongs to a citizen, and who failed to sign in?"""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password as make_unusable
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import new_id
from madoguchi.platform.identity.passwords import Stretched, make_password, open_password


class User(AbstractBaseUser):
    """One account (アカウント). Citizens sign in by e-mail, staff by login name.

    Of a citizen nothing else is kept in the clear: no name, no address. ``last_login`` and
    ``password`` come from Django.
    """

    class Kind(models.TextChoices):
        """Whose account it is."""

        CITIZEN = "citizen", "市民"
        STAFF = "staff", "職員"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("種類", max_length=10, choices=Kind, default=Kind.CITIZEN)
    email = models.EmailField("メールアドレス", max_length=254, blank=True)
    login = models.CharField("ログイン名", max_length=60, null=True, blank=True, unique=True)
    display_name = models.CharField("表示名", max_length=60, blank=True)
    is_active = models.BooleanField("有効", default=True)
    joined_at = models.DateTimeField("登録日時", default=now)
    password_until = models.DateTimeField("仮パスワードの期限", null=True, blank=True)
    needs_second_factor = models.BooleanField("二段階認証が必要", default=False)
    session_round = models.PositiveIntegerField("セッションの回", default=0)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["User"]()
    _stretched: Stretched | None = None

    class Meta:
        verbose_name = "アカウント"
        verbose_name_plural = "アカウント"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(kind="citizen") & ~Q(email=""),
                name="identity_citizen_email",
            ),
            models.CheckConstraint(
                condition=Q(kind="citizen", login=None, display_name="")
                | Q(kind="staff", login__isnull=False),
                name="identity_kind_fits",
            ),
            models.CheckConstraint(
                condition=Q(password_until=None) | Q(kind="staff"),
                name="identity_first_password_of_staff",
            ),
        )

    def __str__(self) -> str:
        return self.login or str(self.pk)

    @property
    def ref(self) -> str:
        """The typed reference ``"identity:<uuid>"``."""
        return f"identity:{self.pk}"

    @property
    def is_staff(self) -> bool:
        """Whether this is an account of the office."""
        return self.kind == self.Kind.STAFF

    @property
    def vault_key(self) -> bytes | None:
        """The key of the vault, right after the password was given; else None."""
        return self._stretched.vault_key if self._stretched else None

    def get_username(self) -> str:
        """What the person signs in with."""
        return self.login or self.email

    def get_session_auth_hash(self) -> str:
        """Ends every session when the password changes or the round goes on (``end_sessions``)."""
        base = super().get_session_auth_hash()
        if not self.session_round:
            return base
        return salted_hmac("identity.session-round", f"{base}|{self.session_round}").hexdigest()

    def set_password(self, raw_password: str | None) -> None:
        """Set a new password; whoever calls it for a citizen must wrap the vault anew."""
        if raw_password is None:
            self.password, self._stretched = make_unusable(None), None
        else:
            self.password, self._stretched = make_password(raw_password)
        self._password = raw_password

    def check_password(self, raw_password: str | None) -> bool:
        """Whether the password is right; if so the vault can be opened in this request."""
        self._stretched = open_password(raw_password or "", self.password)
        return self._stretched is not None


class AccountKey(models.Model):
    """A citizen's key pair (アカウントの鍵).

    The private half is wrapped by the password in ``wrapped`` (empty where there is no password),
    and once more for each passkey or card that opens it (``KeyWrap``).
    """

    class Standing(models.TextChoices):
        """What the office thinks of this key: whether it seals to it what was written before."""

        FIRST = "", "はじめの鍵"
        WAITING = "waiting", "市の確認待ち"
        CONFIRMED = "confirmed", "市が確認した"
        REFUSED = "refused", "市が認めなかった"

    user_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keys")
    public = models.BinaryField("公開鍵", max_length=32, unique=True)
    wrapped = models.BinaryField("包んだ秘密鍵")
    created_at = models.DateTimeField("作成日時")
    replaced_at = models.DateTimeField("交換日時", null=True)
    standing = models.CharField("市の判断", max_length=10, blank=True, choices=Standing)
    standing_at = models.DateTimeField("市の判断の日時", null=True)

    class Meta:
        verbose_name = "アカウントの鍵"
        verbose_name_plural = "アカウントの鍵"
        constraints = (
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(replaced_at__isnull=True),
                name="identity_one_living_key",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class FailedSignIns(models.Model):
    """Failed tries of one login name from one address (ログインの失敗). Neither can be read."""

    key = models.BinaryField("照合値", max_length=32, primary_key=True)
    count = models.PositiveIntegerField("回数", default=0)
    last_at = models.DateTimeField("最後の日時")
    locked_until = models.DateTimeField("次に試せる日時", null=True)

    class Meta:
        verbose_name = "ログインの失敗"
        verbose_name_plural = "ログインの失敗"

    def __str__(self) -> str:
        return f"{self.count}"


class ErasedAccount(models.Model):
    """That an account was erased (消したアカウント): its id and when, so that no restore undoes it."""

    id = models.UUIDField(primary_key=True, editable=False)
    erased_at = models.DateTimeField("消した日時")

    class Meta:
        verbose_name = "消したアカウント"
        verbose_name_plural = "消したアカウント"

    def __str__(self) -> str:
        return str(self.pk)
