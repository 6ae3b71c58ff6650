# SPDX-License-Identifier: Apache-2.0
"""Which files of payments came in, and what became of each line?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

FILE_KINDS = (
    ("convenience", "コンビニ(速報・確報・取消)"),
    ("el", "eLTAX・ページー"),
    ("transfer", "口座振替の結果"),
    ("gateway", "カード・コード決済の精算"),
    ("deposits", "口座への入金"),
)
LINE_KINDS = (
    ("paid", "収納"), ("provisional", "速報"), ("final", "確報"), ("cancelled", "取消"),
    ("failed", "振替不能"), ("refunded", "返金"),
)  # fmt: skip
LINE_STATES = (
    ("booked", "消込み済み"),
    ("provisional", "速報で消込み"),
    ("confirmed", "確報で確認"),
    ("reversed", "取消し"),
    ("noted", "記録のみ"),
    ("waiting", "未照合"),
    ("settled", "手で処理済み"),
)


class StatementFile(models.Model):
    """A file of payments that was taken in (収納データ), once; ``done_count`` lines are through."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("種類", max_length=12, choices=FILE_KINDS)
    name = models.CharField("ファイル名", max_length=120)
    sha256 = models.BinaryField("照合値", max_length=32, unique=True)
    line_count = models.PositiveIntegerField("件数")
    total_yen = models.PositiveBigIntegerField("合計額")
    done_count = models.PositiveIntegerField("処理した件数", default=0)
    waiting_count = models.PositiveIntegerField("未照合の件数", default=0)
    taken_at = models.DateTimeField("取り込んだ時刻")
    taken_by_ref = models.CharField("取り込んだ人", max_length=80)
    done_at = models.DateTimeField("終わった時刻", null=True)

    class Meta:
        verbose_name = "収納データ"
        verbose_name_plural = "収納データ"
        ordering = ("-taken_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_count__lte=models.F("line_count")), name="statement_done_within"
            ),
        )

    def __str__(self) -> str:
        return self.name


class StatementLine(models.Model):
    """One reported payment (収納データの明細). What was read never changes; ``state`` moves on.

    ``rule`` says by which rule it was matched, or why it was not. ``pair`` is a digest by which
    速報, 確報 and 取消 of one payment find each other. A payer's name rests encrypted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(
        StatementFile, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    no = models.PositiveIntegerField("行")
    kind = models.CharField("種類", max_length=12, choices=LINE_KINDS)
    key = models.CharField("番号", max_length=80)
    pair = models.CharField("対の照合値", max_length=32)
    yen = models.PositiveBigIntegerField("額")
    paid_on = models.DateField("収納日")
    result = models.CharField("結果", max_length=8, blank=True)
    sealed = models.BinaryField("暗号化した名義", default=b"")
    state = models.CharField("状態", max_length=12, choices=LINE_STATES)
    rule = models.CharField("照合の決まり", max_length=24)
    receivable = models.ForeignKey(
        Receivable, on_delete=models.PROTECT, null=True, related_name="statement_lines"
    )
    reason = models.CharField("手で処理した理由", max_length=200, blank=True)
    settled_by_ref = models.CharField("処理した人", max_length=80, blank=True)
    settled_at = models.DateTimeField("処理した時刻", null=True)

    file_id: UUID
    receivable_id: UUID | None

    class Meta:
        verbose_name = "収納データの明細"
        verbose_name_plural = "収納データの明細"
        ordering = ("file", "no")
        constraints = (
            models.UniqueConstraint(fields=["file", "no"], name="statement_line_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["booked", "provisional"]) | Q(receivable__isnull=False),
                name="booked_line_has_due",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | ~Q(reason=""), name="settled_line_has_reason"
            ),
        )
        indexes = (
            models.Index(fields=["pair"], name="line_pair"),
            models.Index(fields=["paid_on"], condition=Q(state="waiting"), name="line_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.file_id} {self.no}"

    @property
    def origin(self) -> str:
        """Under which origin it is booked."""
        return f"line:{self.id}"
