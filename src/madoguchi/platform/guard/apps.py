# SPDX-License-Identifier: Apache-2.0
"""Limits and counts (守り) in every zone."""

from typing import ClassVar

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """Installed in every zone; each zone counts for itself."""

    name = "madoguchi.platform.guard"
    label = "guard"
    verbose_name = "守り"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}
