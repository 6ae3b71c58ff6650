# SPDX-License-Identifier: Apache-2.0
"""Where are staff signed in, where do they live, and is the emergency account sealed?"""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id


class StaffProfile(models.Model):
    """What the office knows of a member of staff besides the account (職員の記録).

    The home address is optional and encrypted; only the check for readings of one's own relatives
    opens it.
    """

    user_id: UUID
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    address = models.BinaryField("自宅の住所(暗号化)", null=True)

    class Meta:
        verbose_name = "職員の記録"
        verbose_name_plural = "職員の記録"

    def __str__(self) -> str:
        return str(self.user_id)


class StaffSignIn(models.Model):
    """One session of the office (職員のログイン): where it began and by which factors."""

    user_id: UUID
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_sign_ins"
    )
    session_key = models.CharField("セッション", max_length=40, unique=True)
    factors = models.JSONField("確認の方法", default=list)
    browser = models.CharField("ブラウザー", max_length=60, blank=True)
    address = models.GenericIPAddressField("接続元", null=True)
    began_at = models.DateTimeField("開始日時")
    seen_at = models.DateTimeField("最後の日時")
    ended_at = models.DateTimeField("終了日時", null=True)

    class Meta:
        verbose_name = "職員のログイン"
        verbose_name_plural = "職員のログイン"
        indexes = (
            models.Index(
                fields=["user"], name="identity_staff_open", condition=Q(ended_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%Y-%m-%d}"


class EmergencyAccount(models.Model):
    """An account for the day on which nobody else can sign in (緊急用アカウント).

    Sealed: its passphrase lies in a safe. Opened: it works until ``ends_at``. After that nothing
    but a new seal with a new passphrase brings it back.
    """

    user_id: UUID
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="emergency",
    )
    hours = models.PositiveSmallIntegerField("使える時間", default=4)
    told = models.JSONField("知らせる職員", default=list)
    sealed_at = models.DateTimeField("封をした日時")
    opened_at = models.DateTimeField("開けた日時", null=True)
    ends_at = models.DateTimeField("終わる日時", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "緊急用アカウント"
        verbose_name_plural = "緊急用アカウント"
        constraints = (
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, ends_at__isnull=True)
                | Q(opened_at__isnull=False, ends_at__isnull=False),
                name="identity_emergency_ends",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | ~Q(reason=""),
                name="identity_emergency_reason",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class VisitingStaff(models.Model):
    """A member of staff on the portal's staff pages (訪問中の職員), let in by the office's word.

    The portal keeps the digest of the cookie and what the office has said; it knows no password.
    """

    digest = models.BinaryField("照合値", max_length=32, primary_key=True)
    ref = models.CharField("職員", max_length=60, db_index=True)
    name = models.CharField("表示名", max_length=60)
    roles = models.JSONField("役割", default=list)
    sections = models.JSONField("課", default=list)
    factors = models.JSONField("確認の方法", default=list)
    began_at = models.DateTimeField("開始日時")
    ends_at = models.DateTimeField("終わる日時", db_index=True)

    class Meta:
        verbose_name = "訪問中の職員"
        verbose_name_plural = "訪問中の職員"

    def __str__(self) -> str:
        return self.ref
