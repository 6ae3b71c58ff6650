# SPDX-License-Identifier: Apache-2.0
"""The connector as Django knows it: it offers itself when a daemon is named."""

from typing import ClassVar

from django.apps import AppConfig


class ClamdConfig(AppConfig):
    """Virus scanning by ClamAV, where the operator has it."""

    name = "madoguchi.connectors.clamd"
    label = "clamd"
    verbose_name = "ウイルス検査"
    zones: ClassVar[set[str]] = {"office"}

    def ready(self) -> None:
        """Put the scanner in place."""
        from django.conf import settings

        from madoguchi.connectors.clamd import checks  # noqa: F401 - registers itself
        from madoguchi.connectors.clamd.scanner import Clamd
        from madoguchi.platform.files.ports import use_scanner

        address = getattr(settings, "CLAMD", "")
        if address:
            use_scanner(Clamd(address))
