# SPDX-License-Identifier: Apache-2.0
"""The connection to a time-stamping authority (時刻認証局)."""

from pathlib import Path
from typing import ClassVar

from django.apps import AppConfig
from django.conf import settings


class TimestampConfig(AppConfig):
    """In every zone; asks the authority of the setting AUDIT_TSA_URL."""

    name = "madoguchi.connectors.timestamp_rfc3161"
    label = "timestamp_rfc3161"
    verbose_name = "時刻認証局"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Put the authority of the settings into the port."""
        if settings.AUDIT_TSA_URL and settings.AUDIT_TSA_ROOT:
            from madoguchi.connectors.timestamp_rfc3161.client import Authority
            from madoguchi.platform.audit.ports import use_time_stamps

            roots = Path(settings.AUDIT_TSA_ROOT).read_bytes()
            use_time_stamps(Authority(settings.AUDIT_TSA_URL, roots))
