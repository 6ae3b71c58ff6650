# SPDX-License-Identifier: Apache-2.0
"""The payments engine as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Portal zone: receivables, ledger, attempts, refunds and what reconciles them."""

    name = "madoguchi.engines.payments"
    label = "payments"
    verbose_name = "収納"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Let slips follow what is owed."""
        from madoguchi.engines.payments.commands import issue_slip  # noqa: F401
