# SPDX-License-Identifier: Apache-2.0
"""What is measured inside the portal zone: a month's files taken in. The last line is JSON."""

import json
import sys
import time
from resource import RUSAGE_SELF, getrusage
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from benchmarks.payments.month import Month, build_month, files_of  # noqa: E402
from madoguchi.engines.payments.commands.take_in_file import take_in_file  # noqa: E402
from madoguchi.engines.payments.models import (  # noqa: E402
    LedgerEntry,
    Receivable,
    StatementFile,
    StatementLine,
)
from madoguchi.engines.payments.rules.matching import RULES  # noqa: E402
from madoguchi.kernel.actors import SYSTEM  # noqa: E402
from madoguchi.kernel.clock import now  # noqa: E402
from madoguchi.platform.screens.wording import say  # noqa: E402


def measure(lines: int) -> dict[str, Any]:
    """Seed, take in, check each due to the yen."""
    at = now()
    month = build_month(lines, at)
    files = list(files_of(month))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    before = _peak_mb()
    took = {}
    for n, (kind, data) in enumerate(files):
        began = time.perf_counter()
        take_in_file(kind=kind, name=f"{n} {kind}", data=data, actor=SYSTEM, at=at)
        took[f"{n} {kind}"] = round(time.perf_counter() - began, 2)
        print(f"{n} {kind} {took[f'{n} {kind}']} s", file=sys.stderr)
    return {**_counted(month), "reconcile_s": round(sum(took.values()), 2),
            "reconcile_peak_mb": round(_peak_mb() - before)}  # fmt: skip


def _counted(month: Month) -> dict[str, Any]:
    waiting = StatementLine.objects.filter(state="waiting")
    total = StatementLine.objects.count()
    return {
        "reconciled_lines": total,
        "matched_ratio": round(1 - waiting.count() / total, 5),
        "waiting": waiting.count(),
        "wrong_on_purpose": month.wrong,
        "unexplained": _unexplained(month),
    }


def _unexplained(month: Month) -> int:
    """Lines without a rule that has words, files that are not through, dues that are not as they should be."""
    rules = set(StatementLine.objects.order_by().values_list("rule", flat=True).distinct())
    odd = [one for one in rules if one not in RULES or not say(f"payments.match.{one}", "ja")]
    lines = StatementLine.objects.filter(rule__in=odd).count()
    files = StatementFile.objects.filter(done_at=None).count()
    paid = dict(Receivable.objects.order_by().values_list("id", "paid_yen"))
    booked: dict[Any, int] = {}
    for due, yen in (
        LedgerEntry.objects.filter(kind="paid")
        .order_by()
        .values_list("receivable_id", "yen")
        .iterator()
    ):
        booked[due] = booked.get(due, 0) + yen
    dues = sum(
        1 for due, yen in paid.items() if not yen == booked.get(due, 0) == month.paid.get(due, 0)
    )
    surplus = abs(StatementLine.objects.filter(state="waiting").count() - month.wrong)
    return lines + files + dues + surplus


def _peak_mb() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
