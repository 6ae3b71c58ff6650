# SPDX-License-Identifier: Apache-2.0
"""What was booked, when, on which account, by which way?"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from madoguchi.engines.payments.models.account import RevenueAccount
from madoguchi.engines.payments.models.receivable import Receivable
from madoguchi.kernel.ids import new_id

KINDS = (
    ("assessed", "調定"),
    ("adjusted", "調定の変更"),
    ("reduced", "減免"),
    ("late_charge", "延滞金"),
    ("written_off", "不納欠損"),
    ("paid", "収納"),
    ("refunded", "還付"),
    ("applied", "充当"),
)
DUE_KINDS = frozenset({"assessed", "adjusted", "reduced", "late_charge", "written_off"})
"""Kinds that change what is owed; the others change what was paid."""
ROUTES = (
    ("", "-"),
    ("card", "カード"),
    ("code", "コード決済"),
    ("convenience", "コンビニエンスストア"),
    ("el", "eL番号"),
    ("payeasy", "ペイジー"),
    ("transfer", "口座振替"),
    ("bank", "金融機関の窓口"),
    ("cash", "窓口の現金"),
    ("terminal", "窓口の端末"),
    ("other", "その他"),
)


class LedgerEntry(models.Model):
    """One booking (収納台帳の記帳). The database refuses to change or delete it; only reversals follow.

    ``yen`` is signed: owed and paid amounts are above zero, reductions, refunds and reversals
    below. A reversal has the ``kind`` of what it takes back and names it in ``reverses``.
    ``origin`` says why it was booked (``attempt:<id>``, ``line:<id>``, ``till:<id>``, ``assess:…``)
    and ``part`` numbers the accounts of one origin, so nothing is booked twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("種類", max_length=12, choices=KINDS)
    yen = models.BigIntegerField("額")
    account = models.ForeignKey(RevenueAccount, on_delete=models.PROTECT, related_name="+")
    occurred_on = models.DateField("起きた日")
    booked_at = models.DateTimeField("記帳した時刻")
    route = models.CharField("納め方", max_length=12, choices=ROUTES, blank=True)
    origin = models.CharField("記帳のもと", max_length=120)
    part = models.PositiveSmallIntegerField("枝番", default=0)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    is_provisional = models.BooleanField("速報", default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    booked_by_ref = models.CharField("記帳した人", max_length=80)

    receivable_id: UUID
    account_id: UUID
    reverses_id: UUID | None

    class Meta:
        verbose_name = "収納台帳の記帳"
        verbose_name_plural = "収納台帳の記帳"
        ordering = ("booked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["origin", "part"], name="ledger_booked_once"),
            models.CheckConstraint(condition=~Q(yen=0), name="ledger_not_zero"),
        )
        indexes = (
            models.Index(fields=["occurred_on", "account"], name="ledger_day"),
            models.Index(fields=["booked_at"], name="ledger_booked"),
        )

    def __str__(self) -> str:
        return f"{self.origin} {self.kind} {self.yen}"

    @property
    def is_money(self) -> bool:
        """Whether it changes what was paid, not what is owed."""
        return self.kind not in DUE_KINDS
