# SPDX-License-Identifier: Apache-2.0
"""What does the portal hold of what a citizen wants to use again? Ciphertext under the vault."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from madoguchi.kernel.ids import new_id

ENDINGS = [
    ("forgotten", "控えをすべて消した"),
    ("consent_withdrawn", "同意を取り消した"),
    ("person_removed", "人を外した"),
    ("removed", "項目を消した"),
]


class Profile(models.Model):
    """Answers kept for later forms (一度だけ入力の控え); opens with the account's vault only."""

    MOST_CLOSED: ClassVar[int] = 72 * 1024
    """Bytes: the limit of the content, and what encryption adds."""

    account = models.CharField("アカウント", max_length=80, primary_key=True)
    ciphertext = models.BinaryField("暗号文")
    version = models.PositiveIntegerField("保存の回数", default=1)
    saved_at = models.DateTimeField("保存した時刻")

    class Meta:
        verbose_name = "一度だけ入力の控え"
        verbose_name_plural = "一度だけ入力の控え"
        constraints = (
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("ciphertext"), 72 * 1024),
                name="procedures_profile_size",
            ),
        )

    def __str__(self) -> str:
        return f"profile of {self.account}"


class EndedKeeping(models.Model):
    """A time at which a citizen ended some keeping (控えの取りやめ): no values, no facts.

    A restore reads it from the register beside the backups, so that what was taken back stays away.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.CharField("アカウント", max_length=80, db_index=True)
    what = models.CharField("何を", max_length=20, choices=ENDINGS)
    ended_at = models.DateTimeField("やめた時刻", db_index=True)

    class Meta:
        verbose_name = "控えの取りやめ"
        verbose_name_plural = "控えの取りやめ"

    def __str__(self) -> str:
        return f"{self.what} {self.account}"
