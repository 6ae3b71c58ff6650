# SPDX-License-Identifier: Apache-2.0
"""The rows of payments, one aggregate per file."""

from madoguchi.engines.payments.models.account import RevenueAccount
from madoguchi.engines.payments.models.attempt import DEAD, UNFINISHED, Attempt, GatewayEvent
from madoguchi.engines.payments.models.biller import Biller
from madoguchi.engines.payments.models.ledger import DUE_KINDS, LedgerEntry
from madoguchi.engines.payments.models.notice import DueNotice
from madoguchi.engines.payments.models.receivable import UNPAID, Instalment, Item, Receivable
from madoguchi.engines.payments.models.reduction import Reduction
from madoguchi.engines.payments.models.refund import RUNNING, Refund, RefundAccount
from madoguchi.engines.payments.models.rule import PaymentRule
from madoguchi.engines.payments.models.slip import Slip
from madoguchi.engines.payments.models.statement import StatementFile, StatementLine
from madoguchi.engines.payments.models.till import Till, TillPayment, TillSession
from madoguchi.engines.payments.models.transfer import Mandate, TransferItem, TransferRun

__all__ = [
    "DEAD",
    "DUE_KINDS",
    "RUNNING",
    "UNFINISHED",
    "UNPAID",
    "Attempt",
    "Biller",
    "DueNotice",
    "GatewayEvent",
    "Instalment",
    "Item",
    "LedgerEntry",
    "Mandate",
    "PaymentRule",
    "Receivable",
    "Reduction",
    "Refund",
    "RefundAccount",
    "RevenueAccount",
    "Slip",
    "StatementFile",
    "StatementLine",
    "Till",
    "TillPayment",
    "TillSession",
    "TransferItem",
    "TransferRun",
]
