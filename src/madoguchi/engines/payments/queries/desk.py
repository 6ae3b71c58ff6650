# SPDX-License-Identifier: Apache-2.0
"""What has the treasurer's section to do, and where does a due stand?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from madoguchi.engines.payments.models import (
    UNPAID,
    Receivable,
    Refund,
    StatementFile,
    StatementLine,
    TillPayment,
    TillSession,
    TransferItem,
)
from madoguchi.engines.payments.queries.payers import read_payer
from madoguchi.engines.payments.rules.matching import Candidate, Reported, Suggestion, suggest
from madoguchi.engines.payments.rules.route_refusals import NameUnwritable
from madoguchi.engines.payments.rules.zengin.letters import bank_name

NEAR_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Worklist:
    """How many things wait, by kind."""

    waiting_lines: int
    unfinished_files: int
    overpaid: int
    refunds: int
    overdue: int
    voids: int
    open_tills: int
    failed_transfers: int

    @property
    def total(self) -> int:
        """All that waits for somebody; open tills are only told."""
        return (
            self.waiting_lines + self.unfinished_files + self.overpaid + self.refunds + self.voids
        )


def read_worklist(on: date) -> Worklist:
    """The counts of a day."""
    return Worklist(
        waiting_lines=StatementLine.objects.filter(state="waiting").count(),
        unfinished_files=StatementFile.objects.filter(done_at=None).count(),
        overpaid=list_overpaid().count(),
        refunds=Refund.objects.filter(state="asked").count(),
        overdue=list_overdue(on).count(),
        voids=TillPayment.objects.filter(voided_at=None).exclude(void_asked_by_ref="").count(),
        open_tills=TillSession.objects.filter(closed_at=None).count(),
        failed_transfers=TransferItem.objects.exclude(result__in=["", "0"])
        .filter(receivable__state__in=UNPAID)
        .count(),
    )


def list_overpaid() -> QuerySet[Receivable]:
    """Dues with more paid than owed that no refund takes yet."""
    return Receivable.objects.filter(
        state="overpaid", paid_yen__gt=F("due_yen") + F("refunding_yen")
    ).order_by("changed_at")


def list_overdue(on: date) -> QuerySet[Receivable]:
    """Unpaid dues whose day has passed, the oldest first."""
    return Receivable.objects.filter(state__in=UNPAID, due_on__lt=on).order_by("due_on", "number")


def search_dues(typed: str, state: str) -> QuerySet[Receivable]:
    """Dues by their number (or its beginning), by a slip's number, by their source, by state."""
    rows = Receivable.objects.all()
    if state:
        rows = rows.filter(state=state)
    bare = typed.replace("-", "").replace(" ", "")
    if bare.isascii() and bare.isdigit():
        rows = rows.filter(Q(number__startswith=bare[:12]) | Q(slips__code=bare)).distinct()
    elif typed:
        rows = rows.filter(source_ref__startswith=typed)
    return rows.order_by("-made_at", "number")


def list_waiting() -> QuerySet[StatementLine]:
    """Unmatched payments, the oldest first."""
    rows = StatementLine.objects.filter(state="waiting").select_related("file")
    return rows.order_by("paid_on", "file", "no")


def rules_of_file(file: StatementFile) -> list[tuple[str, int, int]]:
    """(rule, lines, yen) of a file."""
    rows = StatementLine.objects.filter(file=file).order_by().values_list("rule")
    return list(rows.annotate(count=Count("id"), total=Sum("yen")).order_by("-count"))


def suggest_for(line: StatementLine, name: str) -> list[Suggestion]:
    """Dues that an unmatched line might belong to, with reasons; ``name`` in signs of banks.

    Those with the same balance and those with a number near what was written are looked at.
    """
    digits = line.key.replace("-", "").replace(" ", "")
    near = Q(due_yen=line.yen + F("paid_yen"))
    if digits.isascii() and digits.isdigit() and len(digits) >= 4:
        near |= Q(number__startswith=digits[:4]) | Q(number__endswith=digits[-4:])
    rows = Receivable.objects.filter(near, state__in=UNPAID).order_by("due_on")[:NEAR_CANDIDATES]
    candidates = [Candidate(one.number, one.balance_yen, _name_of(one)) for one in rows]
    reported = Reported(line.no, "paid", line.key, line.yen, line.paid_on, name=name)
    return suggest(reported, candidates, typed=digits[:12])


def _name_of(due: Receivable) -> str:
    """The payer in signs of banks; used to compare only."""
    try:
        return bank_name(read_payer(due).get("kana", ""))
    except NameUnwritable:
        return ""
