# SPDX-License-Identifier: Apache-2.0
"""What is owed to the city, by whom, for what, until when, and how does it stand?"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from madoguchi.engines.payments.models.account import RevenueAccount
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.texts import TextValue

STATES = (
    ("open", "未納"),
    ("partly_paid", "一部納付"),
    ("paid", "納付済み"),
    ("overpaid", "過誤納"),
    ("withdrawn", "取消し"),
    ("written_off", "不納欠損"),
)
UNPAID = ("open", "partly_paid")


class Receivable(models.Model):
    """A claim of the city that was assessed (調定した債権).

    ``due_yen``, ``paid_yen`` and ``state`` repeat what the ledger adds up to and are written with
    it; ``refunding_yen`` is what refunds under way will take of what was paid. ``version`` is that
    of the source; ``title`` holds words (ja, en, easy). The payer's name and address are sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("納付番号", max_length=12, unique=True)
    source_ref = models.CharField("もとになるもの", max_length=120, unique=True)
    payer_ref = models.CharField("納める人", max_length=80, blank=True, db_index=True)
    title = models.JSONField("何のお金か")
    sealed = models.BinaryField("暗号化した内容", default=b"")
    assessed_on = models.DateField("調定した日")
    due_on = models.DateField("納期限", null=True)
    version = models.PositiveIntegerField("版", default=1)
    due_yen = models.PositiveBigIntegerField("納める額", default=0)
    paid_yen = models.PositiveBigIntegerField("納めた額", default=0)
    refunding_yen = models.PositiveBigIntegerField("還付の手続き中の額", default=0)
    state = models.CharField("状態", max_length=12, choices=STATES, default="open")
    late_rule = models.SlugField("延滞金の決まり", max_length=32, blank=True)
    payer_left = models.BooleanField("納める人が退会した", default=False)
    made_at = models.DateTimeField("作った時刻")
    changed_at = models.DateTimeField("変わった時刻")
    withdrawn_at = models.DateTimeField("取り消した時刻", null=True)
    written_off_at = models.DateTimeField("欠損とした時刻", null=True)

    class Meta:
        verbose_name = "債権"
        verbose_name_plural = "債権"
        ordering = ("due_on", "number")
        constraints = (
            models.CheckConstraint(
                condition=Q(refunding_yen__lte=F("paid_yen")), name="refunds_within_paid"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["open", "partly_paid"]),
                name="receivable_unpaid",
            ),
            models.Index(fields=["state", "due_on"], name="receivable_state"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """The typed reference."""
        return f"payments:{self.id}"

    @property
    def balance_yen(self) -> int:
        """Yen still to be paid; below zero: paid too much."""
        return self.due_yen - self.paid_yen

    @property
    def returnable_yen(self) -> int:
        """Yen that were paid too much and are in no refund yet."""
        return max(0, -self.balance_yen - self.refunding_yen)

    @property
    def words(self) -> TextValue:
        """What it is for, in up to three languages."""
        return TextValue(**self.title)


class Item(models.Model):
    """A line of what is owed (債権の内訳); the lines of the receivable's ``version`` hold."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="items")
    version = models.PositiveIntegerField("版")
    ordinal = models.PositiveSmallIntegerField("順番")
    account = models.ForeignKey(RevenueAccount, on_delete=models.PROTECT, related_name="+")
    label = models.JSONField("項目名")
    yen = models.BigIntegerField("額")

    receivable_id: UUID
    account_id: UUID

    class Meta:
        verbose_name = "債権の内訳"
        verbose_name_plural = "債権の内訳"
        ordering = ("receivable", "version", "ordinal")
        constraints = (
            models.UniqueConstraint(
                fields=["receivable", "version", "ordinal"], name="item_once_per_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.ordinal}"

    @property
    def words(self) -> TextValue:
        """The label in up to three languages."""
        return TextValue(**self.label)


class Instalment(models.Model):
    """A part of what is owed with a due date of its own (分割納付の回)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="instalments")
    version = models.PositiveIntegerField("版")
    ordinal = models.PositiveSmallIntegerField("回")
    due_on = models.DateField("納期限")
    yen = models.PositiveBigIntegerField("額")

    receivable_id: UUID

    class Meta:
        verbose_name = "分割納付の回"
        verbose_name_plural = "分割納付の回"
        ordering = ("receivable", "version", "ordinal")
        constraints = (
            models.UniqueConstraint(
                fields=["receivable", "version", "ordinal"], name="instalment_once_per_version"
            ),
            models.CheckConstraint(condition=Q(yen__gt=0), name="instalment_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.ordinal}"
