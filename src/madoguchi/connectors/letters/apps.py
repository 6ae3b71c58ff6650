# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself where the city prints letters."""

from typing import ClassVar

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Notices on paper."""

    name = "madoguchi.connectors.letters"
    label = "letters"
    verbose_name = "郵便"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the provider in place."""
        from django.conf import settings

        if getattr(settings, "LETTERS", False):
            from madoguchi.connectors.letters.from_settings import make_provider
            from madoguchi.engines.messaging.ports import use_provider

            use_provider(make_provider())
