# SPDX-License-Identifier: Apache-2.0
"""The audit log (監査ログ): one leaf per action, written in the transaction of the action."""

from typing import ClassVar

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Installed in every zone; each zone keeps its own log."""

    name = "madoguchi.platform.audit"
    label = "audit"
    verbose_name = "監査ログ"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Register the check of the database role."""
        from madoguchi.platform.audit import checks  # noqa: F401 - registers itself
