# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when doors are named."""

from typing import ClassVar

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Doors that open by codes, where the city has them."""

    name = "madoguchi.connectors.doors"
    label = "doors"
    verbose_name = "扉の暗証番号"
    zones: ClassVar[set[str]] = {"portal"}

    def ready(self) -> None:
        """Put the doors in place."""
        from django.conf import settings

        from madoguchi.connectors.doors.client import DoorLine
        from madoguchi.engines.booking.api import use_doors

        address = getattr(settings, "DOORS", "")
        if address:
            use_doors(DoorLine(address, settings.DOORS_SECRET))
