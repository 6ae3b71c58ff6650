# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when a contact for push services is named."""

from typing import ClassVar

from django.apps import AppConfig


class WebPushConfig(AppConfig):
    """Notices on the devices that people chose."""

    name = "madoguchi.connectors.webpush"
    label = "webpush"
    verbose_name = "プッシュ通知"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the provider in place."""
        from django.conf import settings

        if getattr(settings, "WEBPUSH_CONTACT", ""):
            from madoguchi.connectors.webpush.from_settings import signer
            from madoguchi.connectors.webpush.provider import PushProvider
            from madoguchi.engines.messaging.ports import use_provider

            use_provider(PushProvider(signer(), allow_local=settings.WEBPUSH_LOCAL))
