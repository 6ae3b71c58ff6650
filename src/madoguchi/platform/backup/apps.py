# SPDX-License-Identifier: Apache-2.0
"""The Django application of the backup room."""

from typing import ClassVar

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Backups, restores, drills, the register of destructions."""

    name = "madoguchi.platform.backup"
    label = "backup"
    verbose_name = "バックアップ"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Register what this room itself remembers and proves."""
        from madoguchi.platform.backup import erased_keys, own_checks  # noqa: F401
