# SPDX-License-Identifier: Apache-2.0
"""Does a certificate hold at an instant? "verified" is said only with a revocation answer in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, Hash, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

State = Literal["verified", "revocation_unknown", "revoked", "expired", "untrusted"]
LEEWAY = timedelta(minutes=5)
LONGEST_ANSWER = timedelta(days=8)
"""An answer without an end is believed for no longer than this."""
_STRONG = (SHA256, SHA384, SHA512)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a certificate, and by which answer."""

    state: State
    by: Literal["", "ocsp", "crl"] = ""
    answered_at: datetime | None = None
    revoked_at: datetime | None = None


def verify(
    certificate: x509.Certificate,
    issuers: Sequence[x509.Certificate],
    *,
    at: datetime,
    used_at: datetime | None = None,
    ocsp_answer: bytes = b"",
    crl: bytes = b"",
) -> Verdict:
    """Judge a certificate against the trusted issuers and an answer on its revocation.

    A "revoked" of either answer counts before a "good" of the other. ``used_at`` is when it signed:
    it must have been within its time then, while answers must be fresh at ``at``.
    """
    issuer = next((one for one in issuers if _issued(certificate, one, at)), None)
    if issuer is None:
        return Verdict("untrusted")
    used = used_at or at
    if not certificate.not_valid_before_utc <= used <= certificate.not_valid_after_utc:
        return Verdict("expired")
    answers = [
        _by_ocsp(certificate, issuer, ocsp_answer, at),
        _by_crl(certificate, issuer, crl, at),
    ]
    known = [one for one in answers if one.state != "revocation_unknown"]
    return min(known, key=lambda one: one.state != "revoked", default=Verdict("revocation_unknown"))


def _issued(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    if not issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc:
        return False
    try:
        limits = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return limits.ca and isinstance(certificate.signature_hash_algorithm, _STRONG)


def _by_crl(
    certificate: x509.Certificate, issuer: x509.Certificate, der: bytes, at: datetime
) -> Verdict:
    try:
        found = x509.load_der_x509_crl(der)
        key = issuer.public_key()
        signed = isinstance(key, RSAPublicKey) and found.is_signature_valid(key)
    except (ValueError, TypeError):
        return Verdict("revocation_unknown")
    if not signed or found.issuer != issuer.subject:
        return Verdict("revocation_unknown")
    if not _is_fresh(found.last_update_utc, found.next_update_utc, at):
        return Verdict("revocation_unknown")
    revoked = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if revoked is None:
        return Verdict("verified", "crl", found.last_update_utc)
    return Verdict("revoked", "crl", found.last_update_utc, revoked.revocation_date_utc)


def _by_ocsp(
    certificate: x509.Certificate, issuer: x509.Certificate, der: bytes, at: datetime
) -> Verdict:
    try:
        answer = ocsp.load_der_ocsp_response(der)
        if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
            return Verdict("revocation_unknown")
        ours = _is_about(answer, certificate, issuer) and _is_signed(answer, issuer, at)
        fresh = _is_fresh(answer.this_update_utc, answer.next_update_utc, at)
        status, told_at = answer.certificate_status, answer.this_update_utc
        gone_at = answer.revocation_time_utc
    except (ValueError, TypeError):
        return Verdict("revocation_unknown")
    if not ours or not fresh or status == ocsp.OCSPCertStatus.UNKNOWN:
        return Verdict("revocation_unknown")
    if status == ocsp.OCSPCertStatus.GOOD:
        return Verdict("verified", "ocsp", told_at)
    return Verdict("revoked", "ocsp", told_at, gone_at)


def _is_fresh(made_at: datetime, until: datetime | None, at: datetime) -> bool:
    last = min(until, made_at + LONGEST_ANSWER) if until else made_at + LONGEST_ANSWER
    return made_at - LEEWAY <= at <= last


def _is_about(
    answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate
) -> bool:
    key = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return (
        answer.serial_number == certificate.serial_number
        and answer.issuer_name_hash == _digest(answer.hash_algorithm, issuer.subject.public_bytes())
        and answer.issuer_key_hash == _digest(answer.hash_algorithm, key)
    )


def _digest(algorithm: HashAlgorithm, data: bytes) -> bytes:
    made = Hash(algorithm)
    made.update(data)
    return made.finalize()


def _is_signed(answer: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> bool:
    """By the issuer itself, or by a responder that the issuer has appointed."""
    appointed = [one for one in answer.certificates if _may_answer(one, issuer, at)]
    return any(_signature_holds(answer, one) for one in (issuer, *appointed))


def _may_answer(responder: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    try:
        uses = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    valid = responder.not_valid_before_utc <= at <= responder.not_valid_after_utc
    return valid and ExtendedKeyUsageOID.OCSP_SIGNING in uses and _issued(responder, issuer, at)


def _signature_holds(answer: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, algorithm = signer.public_key(), answer.signature_hash_algorithm
    if not isinstance(key, RSAPublicKey) or not isinstance(algorithm, _STRONG):
        return False
    try:
        key.verify(answer.signature, answer.tbs_response_bytes, PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True
