# SPDX-License-Identifier: Apache-2.0
"""Whom has a notice reached, over which channel, and when?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncHour

from madoguchi.engines.messaging.models import Delivery, Notice

TOKYO = ZoneInfo("Asia/Tokyo")
MOST_HOURS = 48
NUMBERS = ("people", "waiting", "sent", "delivered", "opened", "failed", "withheld")


@dataclass(frozen=True, slots=True)
class Reach:
    """Figures of one channel, or of all: ``sent`` includes those delivered and opened."""

    people: int = 0
    waiting: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    failed: int = 0
    withheld: int = 0

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(*(getattr(self, one) + getattr(other, one) for one in NUMBERS))


@dataclass(frozen=True, slots=True)
class Report:
    """The delivery report of a notice; hours are begun hours in Japan, in their order."""

    by_channel: Mapping[str, Reach]
    sent_by_hour: Mapping[datetime, int]
    opened_by_hour: Mapping[datetime, int]

    @property
    def total(self) -> Reach:
        """Over all channels."""
        return sum(self.by_channel.values(), Reach())

    @property
    def hours(self) -> list[datetime]:
        """Each hour from the first to the last in which something happened, at most 48."""
        found = sorted({*self.sent_by_hour, *self.opened_by_hour})
        if not found:
            return []
        count = int((found[-1] - found[0]) / timedelta(hours=1)) + 1
        return [found[0] + timedelta(hours=n) for n in range(min(count, MOST_HOURS))]


def read_report(notice: Notice) -> Report:
    """The figures of a notice; three queries, whatever its size."""
    rows = Delivery.objects.filter(notice=notice)
    counted = (
        rows.values("channel")
        .annotate(
            people=Count("id"),
            waiting=Count("id", filter=Q(state__in=("created", "sending"))),
            sent=Count("id", filter=Q(state__in=("accepted", "delivered", "opened"))),
            delivered=Count("id", filter=Q(state__in=("delivered", "opened"))),
            opened=Count("id", filter=Q(opened_at__isnull=False) | Q(read_at__isnull=False)),
            failed=Count("id", filter=Q(state__in=("failed", "dead"))),
            withheld=Count("id", filter=Q(state="suppressed")),
        )
        .order_by("channel")
    )
    return Report(
        {str(row["channel"]): _reach(row) for row in counted},
        _by_hour(rows, "sent_at"),
        _by_hour(rows, "opened_at"),
    )


def _reach(row: Mapping[str, Any]) -> Reach:
    return Reach(*(int(row[one]) for one in NUMBERS))


def _by_hour(rows: QuerySet[Delivery], column: str) -> dict[datetime, int]:
    found = (
        rows.filter(**{f"{column}__isnull": False})
        .annotate(hour=TruncHour(column, tzinfo=TOKYO))
        .values_list("hour")
        .annotate(Count("id"))
        .order_by("hour")
    )
    return {hour: int(count) for hour, count in found}


def list_deliveries(notice: Notice, *, state: str = "") -> QuerySet[Delivery]:
    """Who was told and how it went, those first with whom something is wrong."""
    rows = Delivery.objects.filter(notice=notice).select_related("recipient")
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("state", "id")


def lines_of(notice: Notice) -> Iterator[list[object]]:
    """The report as rows of a table: channel and figures, then hour and figures."""
    report = read_report(notice)
    for channel, reach in report.by_channel.items():
        yield [channel, *(getattr(reach, one) for one in NUMBERS)]
    for hour in report.hours:
        stamp = hour.isoformat(timespec="minutes")
        yield [
            stamp, "", "", report.sent_by_hour.get(hour, 0), "",
            report.opened_by_hour.get(hour, 0), "", "",
        ]  # fmt: skip
