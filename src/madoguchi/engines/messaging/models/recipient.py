# SPDX-License-Identifier: Apache-2.0
"""Who is told things, in which language, when not, and for which audiences?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.kernel.ids import new_id

LANGUAGES = [("ja", "日本語"), ("en", "English"), ("easy", "やさしい日本語")]
DIGESTS = [("", "そのつど"), ("weekly", "週に1回まとめて")]
TRAITS = [("area", "地域"), ("child", "子どもの生まれた月")]


class Recipient(models.Model):
    """A person who is told things (受け手)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_ref = models.CharField("だれか", max_length=80, unique=True)
    language = models.CharField("ことば", max_length=4, choices=LANGUAGES, default="ja")
    quiet_from = models.PositiveSmallIntegerField("静かな時間の始まり(分)", null=True)
    quiet_until = models.PositiveSmallIntegerField("静かな時間の終わり(分)", null=True)
    digest = models.CharField("まとめ方", max_length=8, choices=DIGESTS, blank=True)
    made_at = models.DateTimeField("入れた時刻")

    class Meta:
        verbose_name = "受け手"
        verbose_name_plural = "受け手"
        constraints = (
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__lt=1440, quiet_until__lt=1440),
                name="recipient_quiet_both",
            ),
            models.CheckConstraint(
                condition=Q(language__in=("ja", "en", "easy")), name="recipient_language"
            ),
        )

    def __str__(self) -> str:
        return self.party_ref


class Trait(models.Model):
    """A thing told by consent by which audiences are found (関心の手がかり).

    ``token`` is a blind index of an area code or of a month of birth (``2025-04``): comparable,
    not readable. The value rests sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField("種類", max_length=8, choices=TRAITS)
    token = models.BinaryField("照合値", max_length=32)
    sealed = models.BinaryField("暗号化した内容")
    words = models.TextField("同意の文", blank=True)
    told_at = models.DateTimeField("教わった時刻")

    recipient_id: UUID

    class Meta:
        verbose_name = "関心の手がかり"
        verbose_name_plural = "関心の手がかり"
        constraints = (
            models.UniqueConstraint(fields=["recipient", "kind", "token"], name="trait_once"),
        )
        indexes = (models.Index(fields=["kind", "token", "recipient"], name="trait_found"),)

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.kind}"


class Exclusion(models.Model):
    """A person to whom a topic, or anything, is not sent (送らない人)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="exclusions")
    topic = models.SlugField("用件", max_length=48, blank=True)
    reason = models.CharField("理由", max_length=200)
    made_at = models.DateTimeField("入れた時刻")
    made_by_ref = models.CharField("入れた人", max_length=80)
    until = models.DateTimeField("いつまで", null=True)

    recipient_id: UUID

    class Meta:
        verbose_name = "送らない人"
        verbose_name_plural = "送らない人"
        constraints = (
            models.UniqueConstraint(fields=["recipient", "topic"], name="exclusion_once"),
        )

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.topic}"
