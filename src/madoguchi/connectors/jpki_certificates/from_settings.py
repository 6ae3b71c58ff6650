# SPDX-License-Identifier: Apache-2.0
"""Whom does this office trust, and whom does it ask about revocation? The settings say."""

from pathlib import Path

from cryptography import x509
from django.conf import settings

from madoguchi.connectors.jpki_certificates.asking import RevocationByNetwork
from madoguchi.connectors.jpki_certificates.judge import Judge
from madoguchi.connectors.jpki_certificates.reading import (
    SIGNATURE_POLICIES,
    TEST_SIGNATURE_POLICIES,
    Policies,
)


def make_judge(issuers: Path) -> Judge:
    """The judge of this office. Test cards are taken only where the settings say so."""
    signature = SIGNATURE_POLICIES
    if getattr(settings, "JPKI_TEST_CARDS", False):
        signature |= TEST_SIGNATURE_POLICIES
    responder, crl = getattr(settings, "JPKI_OCSP_URL", ""), getattr(settings, "JPKI_CRL", "")
    service = RevocationByNetwork(responder, crl) if responder or crl else None
    trusted = x509.load_pem_x509_certificates(issuers.read_bytes())
    return Judge(trusted, Policies(signature=signature), service)
