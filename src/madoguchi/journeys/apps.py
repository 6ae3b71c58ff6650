# SPDX-License-Identifier: Apache-2.0
"""The crossings between engines, wired at start."""

from typing import ClassVar

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Imports each journey of the zone so that its listeners are registered."""

    name = "madoguchi.journeys"
    label = "journeys"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Register the listeners of this zone."""
        from madoguchi.journeys.register import register_journeys

        register_journeys()
