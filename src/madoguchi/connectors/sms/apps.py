# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when a provider is named, or two."""

from typing import ClassVar

from django.apps import AppConfig


class SmsConfig(AppConfig):
    """Short messages, where the city pays for them."""

    name = "madoguchi.connectors.sms"
    label = "sms"
    verbose_name = "SMS"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the providers in place."""
        from django.conf import settings

        from madoguchi.connectors.sms.provider import SmsProvider
        from madoguchi.engines.messaging.ports import use_provider

        named = (
            ("sms", getattr(settings, "SMS_PROVIDER", ""), "SMS_TOKEN"),
            ("sms2", getattr(settings, "SMS_SECOND_PROVIDER", ""), "SMS_SECOND_TOKEN"),
        )
        for key, base, token in named:
            if base:
                own = getattr(settings, token)
                use_provider(SmsProvider(base, own, key=key, sender=settings.SMS_SENDER))
