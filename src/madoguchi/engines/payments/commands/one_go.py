# SPDX-License-Identifier: Apache-2.0
"""What does each constraint of payments mean to the person whose command it stopped?"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from madoguchi.engines.payments.rules.refusals import RefundUnderWay, TooBusy
from madoguchi.platform.transactions.api import InOneGo

P = ParamSpec("P")
T = TypeVar("T")
_STANDING = InOneGo(
    says={"refunds_within_paid": RefundUnderWay},
    once_more=(
        "ledger_booked_once", "payments_ledgerentry.origin", "source_ref", "payments_receivable",
        "reverses", "attempt_key_once", "payments_attempt.payer_ref", "one_open_attempt",
        "payments_attempt.receivable_id", "gateway_event_once", "payments_gatewayevent.provider",
        "due_notice_once", "payments_refundaccount",
        "slip_issue_once", "one_current_slip", "payments_slip", "payments_transfer",
        "one_transfer_under_way", "transfer_once", "one_active_mandate", "payments_mandate",
        "payments_till", "till_receipt_once", "one_open_till", "payments_statement",
        "statement_line_once",
    ),
    gives_up=TooBusy,
)  # fmt: skip


def in_one_go(work: Callable[P, T]) -> Callable[P, T]:
    """Run the command in one transaction (or savepoint), again where nobody is to blame."""
    return _STANDING(work)
