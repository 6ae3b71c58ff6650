# SPDX-License-Identifier: Apache-2.0
"""The room of pages: in every zone, below all that show something."""

from typing import ClassVar

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Components, words, languages, policies and error pages."""

    name = "madoguchi.platform.screens"
    label = "screens"
    verbose_name = "画面"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Register the check that the front end was built."""
        from madoguchi.platform.screens import checks  # noqa: F401
