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
