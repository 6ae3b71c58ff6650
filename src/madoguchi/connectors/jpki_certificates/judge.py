# SPDX-License-Identifier: Apache-2.0
"""Does a card's signature hold for the office? Signature, kind, issuer, time and, if asked, the list.

Fulfils the port ``CertificateJudge`` of cases. "good" is said only with an answer of the
revocation service in hand; without one the word is "unasked".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from madoguchi.connectors.jpki_certificates.birth import BirthUnreadable
from madoguchi.connectors.jpki_certificates.reading import (
    CertificateUnreadable,
    Policies,
    read_certificate,
)
from madoguchi.connectors.jpki_certificates.verifying import State, verify
from madoguchi.kernel.certificates import CertificateSays, CertificateState, JudgedSignature

_WORDS: dict[State, CertificateState] = {
    "verified": "good",
    "revocation_unknown": "unasked",
    "revoked": "revoked",
    "expired": "expired",
    "untrusted": "untrusted",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a revocation service said: an OCSP answer, a list, both or nothing."""

    ocsp: bytes = b""
    crl: bytes = b""


class RevocationService(Protocol):
    """Someone who knows which certificates were revoked."""

    def ask(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
        """What it says now; nothing where it does not answer."""


@dataclass(frozen=True, slots=True)
class Judge:
    """The judge of one office: whom it trusts, which policies it takes, whom it asks."""

    issuers: Sequence[x509.Certificate]
    policies: Policies
    service: RevocationService | None = None

    def judge(
        self,
        *,
        signature: bytes,
        certificate: bytes,
        digest: bytes,
        signed_at: datetime,
        at: datetime,
        ask: bool,
    ) -> JudgedSignature:
        """See the port."""
        try:
            read = read_certificate(certificate, self.policies)
        except (CertificateUnreadable, BirthUnreadable):
            return JudgedSignature("unreadable")
        if read.kind != "signature":
            return JudgedSignature("unreadable")
        if not _is_signed(read.certificate, signature, digest):
            return JudgedSignature("wrong_signature")
        answers = self._ask(read.certificate) if ask else Answers()
        verdict = verify(
            read.certificate,
            self.issuers,
            at=at,
            used_at=signed_at,
            ocsp_answer=answers.ocsp,
            crl=answers.crl,
        )
        return JudgedSignature(
            _WORDS[verdict.state], verdict.by, verdict.answered_at, verdict.revoked_at
        )

    def read(self, certificate: bytes) -> CertificateSays:
        """See the port."""
        try:
            read = read_certificate(certificate, self.policies)
        except (CertificateUnreadable, BirthUnreadable):
            return CertificateSays()
        named, x = read.named, read.certificate
        issued_by = x.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        issuer = str(issued_by[0].value) if issued_by else x.issuer.rfc4514_string()
        if named is None:
            return CertificateSays(issuer=issuer, valid_until=x.not_valid_after_utc)
        return CertificateSays(
            name=named.name,
            address=named.address,
            birth_on=named.birth.value,
            birth=str(named.birth),
            issuer=issuer,
            valid_until=x.not_valid_after_utc,
        )

    def _ask(self, certificate: x509.Certificate) -> Answers:
        issuer = next((one for one in self.issuers if one.subject == certificate.issuer), None)
        if self.service is None or issuer is None:
            return Answers()
        return self.service.ask(certificate, issuer)


def _is_signed(certificate: x509.Certificate, signature: bytes, digest: bytes) -> bool:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
