# SPDX-License-Identifier: Apache-2.0
"""The judge of signature certificates as Django knows it: it offers itself where issuers are named."""

from pathlib import Path
from typing import ClassVar

from django.apps import AppConfig


class JpkiCertificatesConfig(AppConfig):
    """Signature certificates of the public service, where the office has their issuers."""

    name = "madoguchi.connectors.jpki_certificates"
    label = "jpki_certificates"
    verbose_name = "公的個人認証サービスの電子証明書"
    zones: ClassVar[set[str]] = {"office"}

    def ready(self) -> None:
        """Put the judge in place."""
        from django.conf import settings

        from madoguchi.connectors.jpki_certificates.from_settings import make_judge
        from madoguchi.engines.cases.api import use_judge

        issuers = getattr(settings, "JPKI_ISSUERS", "")
        if issuers and Path(issuers).exists():
            use_judge(make_judge(Path(issuers)))
