# SPDX-License-Identifier: Apache-2.0
"""Where does a person receive messages, and does that still work?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.messaging.models.recipient import LANGUAGES, Recipient
from madoguchi.kernel.ids import new_id

CHANNELS = [
    ("line", "LINE"),
    ("webpush", "プッシュ通知"),
    ("email", "メール"),
    ("sms", "SMS"),
    ("letter", "郵便"),
]
STATES = [
    ("active", "使える"),
    ("unverified", "まだ確かめていない"),
    ("blocked", "本人が止めた"),
    ("bounced", "届かない"),
]


class Address(models.Model):
    """An address of a person on a channel (あて先); readable only for the call that sends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField("手段", max_length=8, choices=CHANNELS)
    sealed = models.BinaryField("暗号化したあて先")
    index = models.BinaryField("照合値", max_length=32)
    state = models.CharField("状態", max_length=10, choices=STATES)
    language = models.CharField("ことば", max_length=4, choices=LANGUAGES, blank=True)
    rank = models.PositiveSmallIntegerField("本人が決めた順", null=True)
    code = models.BinaryField("確認コードの照合値", max_length=32, null=True)
    code_until = models.DateTimeField("確認コードの期限", null=True)
    code_tries = models.PositiveSmallIntegerField("確認を試した数", default=0)
    soft_failures = models.PositiveSmallIntegerField("一時的な失敗の数", default=0)
    made_at = models.DateTimeField("入れた時刻")
    verified_at = models.DateTimeField("確かめた時刻", null=True)
    ended_at = models.DateTimeField("使えなくなった時刻", null=True)
    end_reason = models.CharField("使えなくなった理由", max_length=80, blank=True)

    recipient_id: UUID

    class Meta:
        verbose_name = "あて先"
        verbose_name_plural = "あて先"
        ordering = ("recipient", "rank", "made_at")
        constraints = (
            models.UniqueConstraint(
                fields=["recipient", "channel", "index"], name="address_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["index"],
                condition=Q(channel="line", state="active"),
                name="address_line_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("active", "unverified", "blocked", "bounced")),
                name="address_state",
            ),
        )
        indexes = (
            models.Index(
                fields=["recipient", "channel", "rank"],
                condition=Q(state="active"),
                name="address_usable",
            ),
            models.Index(fields=["channel", "index"], name="address_found"),
        )

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.channel}"
