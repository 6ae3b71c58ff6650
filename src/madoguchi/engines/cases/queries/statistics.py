# SPDX-License-Identifier: Apache-2.0
"""How much came in, how much was decided, how fast? Counted in the database, by month."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import counted_sections
from madoguchi.engines.cases.queries.inbox import of_sections
from madoguchi.engines.cases.rules.figures import calculate_share, find_median, list_months
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import TOKYO


@dataclass(slots=True)
class Figures:
    """The figures of a month or of a procedure."""

    title: str = ""
    received: int = 0
    online: int = 0
    decided: int = 0
    late: int = 0
    overdue: int = 0
    days: Counter[int] = field(default_factory=Counter)

    @property
    def median_days(self) -> float | None:
        """Open days that half of the decisions took at most."""
        return find_median(self.days)

    @property
    def online_share(self) -> float | None:
        """Percent that came over the portal."""
        return calculate_share(self.online, self.received)


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of a period."""

    months: Sequence[date]
    by_month: dict[date, Figures]
    by_procedure: dict[str, Figures]
    total: Figures


def read_statistics(
    *, actor: Actor, first: date, last: date, on: date, procedure: str = ""
) -> Statistics:
    """Count the cases that the reader may count, between two days (both included)."""
    rows = of_sections(counted_sections(actor))
    if procedure:
        rows = rows.filter(procedure_id=procedure)
    by_month: dict[date, Figures] = defaultdict(Figures)
    by_procedure: dict[str, Figures] = defaultdict(Figures)
    found = Statistics(list_months(first, last), by_month, by_procedure, Figures())
    _count_received(
        rows.filter(
            received_at__gte=_midnight(first), received_at__lt=_midnight(last + timedelta(days=1))
        ),
        found,
    )
    _count_decided(rows.filter(decided_on__range=(first, last)), found)
    _count_overdue(rows, on, by_procedure, found.total)
    return found


def _count_received(rows: QuerySet[Case], found: Statistics) -> None:
    counted = (
        rows.order_by()
        .values("procedure_id", "procedure_title", month=TruncMonth("received_on"))
        .annotate(cases=Count("id"), online=Count("id", filter=Q(channel="online")))
    )
    for row in counted:
        of_procedure = found.by_procedure[row["procedure_id"]]
        of_procedure.title = row["procedure_title"]
        for figures in (found.by_month[row["month"]], of_procedure, found.total):
            figures.received += row["cases"]
            figures.online += row["online"]


def _count_decided(rows: QuerySet[Case], found: Statistics) -> None:
    counted = (
        rows.order_by()
        .values(
            "procedure_id", "procedure_title", "decided_days", "outcome",
            month=TruncMonth("decided_on"),
        )
        .annotate(cases=Count("id"), late=Count("id", filter=Q(decided_late=True)))
    )  # fmt: skip
    for row in counted:
        of_procedure = found.by_procedure[row["procedure_id"]]
        of_procedure.title = row["procedure_title"]
        for figures in (found.by_month[row["month"]], of_procedure, found.total):
            figures.decided += row["cases"]
            figures.late += row["late"]
            if row["outcome"] != "withdrawn" and row["decided_days"] is not None:
                figures.days[row["decided_days"]] += row["cases"]


def _count_overdue(
    rows: QuerySet[Case], on: date, by_procedure: dict[str, Figures], total: Figures
) -> None:
    late = rows.filter(is_open=True, paused_on=None, due_on__lt=on).order_by()
    counted = late.values("procedure_id", "procedure_title").annotate(cases=Count("id"))
    for row in counted:
        figures = by_procedure[row["procedure_id"]]
        figures.title = row["procedure_title"]
        figures.overdue += row["cases"]
        total.overdue += row["cases"]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=TOKYO)
