# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when a mail server and a sender are named."""

from typing import ClassVar

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Notices by e-mail."""

    name = "madoguchi.connectors.mail"
    label = "mail"
    verbose_name = "メール"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the provider in place."""
        from django.conf import settings

        from madoguchi.connectors.mail.from_settings import make_provider
        from madoguchi.engines.messaging.ports import use_provider

        if getattr(settings, "MAIL_HOST", "") and settings.MAIL_SENDER:
            use_provider(make_provider())
