# SPDX-License-Identifier: Apache-2.0
"""The organisation (組織): sections, posts, appointments."""

from typing import ClassVar

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Installed in every zone; only the office fills it."""

    name = "madoguchi.platform.organisation"
    label = "organisation"
    verbose_name = "組織"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Let every change of a row make a new version."""
        from madoguchi.platform.organisation.version import watch_changes

        watch_changes()
