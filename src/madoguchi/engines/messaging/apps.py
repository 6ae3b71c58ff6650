# SPDX-License-Identifier: Apache-2.0
"""The messaging engine as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Portal zone: notices, audiences, addresses, consents, deliveries by a chain of channels."""

    name = "madoguchi.engines.messaging"
    label = "messaging"
    verbose_name = "お知らせの配信"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Tell what is kept of a person to わたしのデータ."""
        from madoguchi.engines.messaging.web import held  # noqa: F401
