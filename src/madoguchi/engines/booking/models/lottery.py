# SPDX-License-Identifier: Apache-2.0
"""Which lotteries are there, who has entered them with which wishes, and how did they end?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.booking.models.offer import Offer
from madoguchi.engines.booking.models.patron import Group
from madoguchi.kernel.ids import new_id

ROUND_STATES = [
    ("open", "受付"),
    ("closed", "締切"),
    ("drawn", "抽選済み"),
    ("settled", "終了"),
]
ENTRY_STATES = [
    ("entered", "申込み"),
    ("withdrawn", "取下げ"),
    ("disqualified", "対象外"),
    ("won", "当選"),
    ("lost", "落選"),
]
MOST_WISHES = 10


class LotteryRound(models.Model):
    """A lottery over the times of some offers (抽選の回)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField("キー", max_length=80, unique=True)
    title = models.JSONField("名前")
    offers = models.ManyToManyField(Offer, related_name="rounds", verbose_name="対象の受付")
    from_on = models.DateField("対象の始まり")
    until_on = models.DateField("対象の終わり")
    opens_at = models.DateTimeField("受付の始まり")
    closes_at = models.DateTimeField("受付の終わり")
    confirm_by = models.DateTimeField("確認の期限")
    pay_by = models.DateTimeField("支払いの期限", null=True)
    state = models.CharField("状態", max_length=8, choices=ROUND_STATES, default="open")
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="next_rounds"
    )
    losers_only = models.BooleanField("前の回に外れた人だけ", default=False)
    rules = models.JSONField("抽選の決まり", default=dict)
    commitment = models.CharField("種の約束(SHA-256)", max_length=64)
    seed_sealed = models.BinaryField("暗号化した種")
    entries_root = models.CharField("申込みの根", max_length=64, blank=True)
    public_value = models.CharField("外からの値", max_length=200, blank=True)
    seed = models.CharField("公開した種", max_length=64, blank=True)
    published = models.TextField("公開したファイル", blank=True)
    closed_at = models.DateTimeField("締め切った時刻", null=True)
    drawn_at = models.DateTimeField("抽選した時刻", null=True)

    previous_id: UUID | None

    class Meta:
        verbose_name = "抽選の回"
        verbose_name_plural = "抽選の回"
        ordering = ("-opens_at", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) & Q(confirm_by__gt=F("closes_at")),
                name="round_in_order",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="round_days"),
            models.CheckConstraint(condition=~Q(commitment=""), name="round_committed"),
            models.CheckConstraint(
                condition=Q(state="open", seed="", entries_root="")
                | (Q(state="closed", seed="") & ~Q(entries_root=""))
                | (Q(state__in=("drawn", "settled")) & ~Q(seed="") & ~Q(entries_root="")),
                name="round_seed_after_root",
            ),
        )

    def __str__(self) -> str:
        return self.key


class LotteryEntry(models.Model):
    """An application to a lottery (抽選の申込み)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(LotteryRound, on_delete=models.PROTECT, related_name="entries")
    number = models.CharField("申込番号", max_length=24, unique=True)
    person_ref = models.CharField("申し込んだ人", max_length=80, db_index=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="entries")
    party = models.CharField("仮の名", max_length=32)
    people = models.PositiveIntegerField("人数", default=1)
    purpose = models.CharField("目的", max_length=48, blank=True)
    state = models.CharField("状態", max_length=12, choices=ENTRY_STATES, default="entered")
    state_reason = models.CharField("理由", max_length=200, blank=True)
    losses = models.PositiveIntegerField("続けて外れた回数", default=0)
    nonce = models.CharField("乱数", max_length=32)
    digest = models.CharField("要約値", max_length=64, unique=True)
    entered_at = models.DateTimeField("申し込んだ時刻")

    round_id: UUID
    group_id: UUID | None

    class Meta:
        verbose_name = "抽選の申込み"
        verbose_name_plural = "抽選の申込み"
        ordering = ("entered_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["round", "party"],
                condition=~Q(state="withdrawn"),
                name="one_entry_per_party",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="entry_people"),
        )

    def __str__(self) -> str:
        return self.number


class LotteryWish(models.Model):
    """One wish of an application (希望), of one slot or of several that come together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(LotteryEntry, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField("順位")
    slots = models.JSONField("枠")
    won = models.BooleanField("当たった", default=False)

    entry_id: UUID

    class Meta:
        verbose_name = "抽選の希望"
        verbose_name_plural = "抽選の希望"
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=["entry", "rank"], name="one_wish_per_rank"),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=MOST_WISHES), name="wish_rank"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.rank}"
