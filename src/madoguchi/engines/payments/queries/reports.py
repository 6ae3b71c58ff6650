# SPDX-License-Identifier: Apache-2.0
"""What came in on a day (日計表), and in a fiscal year month by month, by revenue account (収納月計)?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from madoguchi.engines.payments.models import LedgerEntry, RevenueAccount

MONEY = ("paid", "refunded", "applied")


@dataclass(frozen=True, slots=True)
class DayRow:
    """What a revenue account got on a day: yen by way, refunds below zero."""

    account: RevenueAccount
    by_route: dict[str, int]
    refunded: int

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.by_route.values()) + self.refunded


def read_day(on: date) -> list[DayRow]:
    """The day's sheet, by the day on which money was paid; reversals count on their own day."""
    rows = LedgerEntry.objects.filter(occurred_on=on, kind__in=MONEY).order_by()
    sums: dict[object, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    back: dict[object, int] = defaultdict(int)
    for account, kind, route, yen in rows.values_list("account_id", "kind", "route").annotate(
        Sum("yen")
    ):
        if kind == "refunded":
            back[account] += yen
        else:
            sums[account]["applied" if kind == "applied" else route] += yen
    accounts = RevenueAccount.objects.filter(id__in=[*sums, *back])
    return [DayRow(one, dict(sums[one.id]), back[one.id]) for one in accounts]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A revenue account over months: assessed and received yen by month (its first day)."""

    account: RevenueAccount
    assessed: dict[date, int]
    received: dict[date, int]

    @property
    def assessed_total(self) -> int:
        """調定 of the year."""
        return sum(self.assessed.values())

    @property
    def received_total(self) -> int:
        """収納 of the year, less what was paid back."""
        return sum(self.received.values())

    @property
    def rate(self) -> float | None:
        """収納率 in per cent; None where nothing was assessed."""
        if not self.assessed_total:
            return None
        return round(100 * self.received_total / self.assessed_total, 1)


def read_months(first: date, last: date) -> list[MonthRow]:
    """The accounts of a span with their months; one query for all."""
    rows = LedgerEntry.objects.filter(occurred_on__gte=first, occurred_on__lte=last).order_by()
    assessed: dict[object, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    received: dict[object, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    found = rows.annotate(month=TruncMonth("occurred_on")).values_list(
        "account_id", "kind", "month"
    )
    for account, kind, month, yen in found.annotate(Sum("yen")):
        (received if kind in MONEY else assessed)[account][month] += yen
    accounts = RevenueAccount.objects.filter(id__in=[*assessed, *received])
    return [MonthRow(one, dict(assessed[one.id]), dict(received[one.id])) for one in accounts]


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months of a span."""
    months, one = [], first.replace(day=1)
    while one <= last:
        months.append(one)
        one = date(one.year + one.month // 12, one.month % 12 + 1, 1)
    return months
