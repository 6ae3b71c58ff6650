# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when a provider is named."""

from typing import ClassVar

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Card and code payments, where the city has a provider."""

    name = "madoguchi.connectors.gateway"
    label = "gateway"
    verbose_name = "決済事業者"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the provider in place."""
        from django.conf import settings

        from madoguchi.connectors.gateway.client import GatewayClient
        from madoguchi.engines.payments.api import use_gateway

        address = getattr(settings, "PAYMENT_GATEWAY", "")
        if address:
            use_gateway(GatewayClient(address, settings.PAYMENT_GATEWAY_SECRET))
