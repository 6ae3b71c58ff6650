# SPDX-License-Identifier: Apache-2.0
"""The queue engine as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """Portal zone: lines, desks, tickets, estimates, the lobby's display."""

    name = "madoguchi.engines.queue"
    label = "queue"
    verbose_name = "窓口の順番待ち"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Tell what is kept of a person to わたしのデータ."""
        from madoguchi.engines.queue.web.citizen import my_data  # noqa: F401
