# SPDX-License-Identifier: Apache-2.0
"""Which accounts have a new key, and did the office make sure whose it is?"""

from base64 import b64decode

from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id
from madoguchi.kernel.key_proofs import number_of_key

STATES = [
    ("waiting", "確認待ち"),
    ("confirmed", "本人と確認した"),
    ("refused", "本人と認めなかった"),
    ("superseded", "さらに新しい鍵になった"),
]
METHODS = [
    ("phone", "電話(申請にある番号へ、こちらから)"),
    ("counter", "窓口(本人確認書類)"),
    ("card", "マイナンバーカード"),
    ("letter", "郵便(申請にある住所へ)"),
    ("none", "確認の要るものがない"),
]
CARD_RESULTS = [
    ("", "なし"),
    ("same", "申請した人と同じカード"),
    ("unknown", "本人のカードだが、くらべる申請がない"),
    ("other", "申請した人と違うカード"),
    ("invalid", "証明として認められない"),
]


class KeyChange(models.Model):
    """A new key of an account (鍵の再発行): waits until somebody has made sure of the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    applicant_ref = models.CharField("申請した人の参照", max_length=80)
    old_key = models.CharField("前の鍵", max_length=64)
    new_key = models.CharField("新しい鍵", max_length=64)
    changed_at = models.DateTimeField("鍵が替わった時刻")
    arrived_at = models.DateTimeField("届いた時刻")
    state = models.CharField("状態", max_length=12, choices=STATES, default="waiting")
    round = models.PositiveIntegerField("何回目")
    card = models.CharField("カードの証明", max_length=8, blank=True, choices=CARD_RESULTS)
    card_at = models.DateTimeField("カードで証明した時刻", null=True)
    method = models.CharField("確かめ方", max_length=10, blank=True, choices=METHODS)
    reason = models.CharField("確かめた内容", max_length=1000, blank=True)
    settled_at = models.DateTimeField("済んだ時刻", null=True)
    settled_by_ref = models.CharField("済ませた人", max_length=80, blank=True)
    settled_by_name = models.CharField("済ませた人の名前", max_length=80, blank=True)

    class Meta:
        verbose_name = "鍵の再発行"
        verbose_name_plural = "鍵の再発行"
        ordering = ("arrived_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["applicant_ref"],
                condition=Q(state="waiting"),
                name="one_waiting_key_change",
            ),
            models.UniqueConstraint(fields=["applicant_ref", "round"], name="key_change_round"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="key_change_settled_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "refused")) | (~Q(method="") & ~Q(reason="")),
                name="key_change_says_how",
            ),
        )

    def __str__(self) -> str:
        return f"{self.applicant_ref} {self.state}"

    @property
    def number(self) -> str:
        """The digits that the applicant's page shows too."""
        return number_of_key(self.key_bytes)

    @property
    def key_bytes(self) -> bytes:
        """The new public key."""
        return b64decode(self.new_key)
