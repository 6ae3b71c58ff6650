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
        """Offer the ways to pay; slips follow what is owed; tell what is kept to わたしのデータ."""
        from madoguchi.engines.payments import jobs  # noqa: F401 - listens to reports
        from madoguchi.engines.payments.commands import issue_slip  # noqa: F401 - listens to dues
        from madoguchi.engines.payments.rules.card_routes import register_card_routes
        from madoguchi.engines.payments.rules.slip_routes import register_slip_routes
        from madoguchi.engines.payments.web.citizen import held  # noqa: F401 - registers itself

        register_card_routes()
        register_slip_routes()
