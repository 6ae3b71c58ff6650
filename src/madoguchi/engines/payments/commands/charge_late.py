# SPDX-License-Identifier: Apache-2.0
"""Let a late charge be owed (延滞金) for what was paid after its due date."""

from datetime import date, datetime
from uuid import UUID

from madoguchi.engines.payments.commands.booking_lines import book
from madoguchi.engines.payments.models import LedgerEntry, Receivable, RevenueAccount
from madoguchi.engines.payments.queries.rules import find_late_rule
from madoguchi.engines.payments.rules.late_charge import calculate_late_charge
from madoguchi.kernel.actors import Actor


def charge_late(
    *,
    receivable: Receivable,
    base_yen: int,
    paid_on: date,
    origin: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Book the charge on a base that came late, for a locked due, once per origin; its yen.

    Nothing where the due has no rule, no date, or was paid in time. The caller writes the standing.
    """
    if not receivable.late_rule or receivable.due_on is None or paid_on <= receivable.due_on:
        return 0
    rule = find_late_rule(receivable.late_rule)
    if rule is None or LedgerEntry.objects.filter(origin=f"late:{origin}").exists():
        return 0
    yen = calculate_late_charge(rule, base_yen=base_yen, due_on=receivable.due_on, until=paid_on)
    if not yen:
        return 0
    account: UUID = RevenueAccount.objects.values_list("id", flat=True).get(key=rule.account)
    return book(
        receivable, [(account, yen)], kind="late_charge", origin=f"late:{origin}",
        occurred_on=paid_on, actor=actor, at=at,
    )  # fmt: skip
