# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when a channel's token is named."""

from typing import ClassVar

from django.apps import AppConfig


class LineConfig(AppConfig):
    """The city's account on LINE, where it has one."""

    name = "madoguchi.connectors.line"
    label = "line"
    verbose_name = "LINE"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the provider in place; the SDK is not imported here."""
        from django.conf import settings

        from madoguchi.connectors.line.provider import LineProvider
        from madoguchi.engines.messaging.ports import use_provider

        if getattr(settings, "LINE_TOKEN", ""):
            from madoguchi.connectors.line.from_settings import client

            use_provider(LineProvider(client()))
