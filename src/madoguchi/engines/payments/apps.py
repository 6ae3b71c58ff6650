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
        """Offer the ways that everybody has; tell what is kept of a person to わたしのデータ."""
        from madoguchi.engines.payments import jobs  # noqa: F401 - listens to reports
        from madoguchi.engines.payments.rules.card_routes import register_card_routes
        from madoguchi.engines.payments.web.citizen import held  # noqa: F401 - registers itself

        register_card_routes()
