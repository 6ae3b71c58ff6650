# SPDX-License-Identifier: Apache-2.0
"""The connection to witnesses (立会人)."""

from typing import ClassVar

from django.apps import AppConfig
from django.conf import settings


class AuditWitnessConfig(AppConfig):
    """In every zone; asks the addresses of the setting AUDIT_WITNESS_URLS."""

    name = "madoguchi.connectors.audit_witness"
    label = "audit_witness"
    verbose_name = "監査ログの立会人"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Put the witnesses of the settings into the port."""
        from madoguchi.connectors.audit_witness.client import HttpWitness
        from madoguchi.platform.audit.notes import read_key
        from madoguchi.platform.audit.ports import use_witnesses

        names = [read_key(key).name for key in settings.AUDIT_WITNESSES]
        pairs = zip(names, settings.AUDIT_WITNESS_URLS, strict=False)
        use_witnesses([HttpWitness(name, url) for name, url in pairs])
