# SPDX-License-Identifier: Apache-2.0
"""The Django application of the zones room."""

from typing import ClassVar

from django.apps import AppConfig


class ZonesConfig(AppConfig):
    """Parcels between the zones."""

    name = "madoguchi.platform.zones"
    label = "zones"
    verbose_name = "ゾーン連携"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Register the parcels of this room itself."""
        from madoguchi.platform.zones import key_change  # noqa: F401
