# SPDX-License-Identifier: Apache-2.0
"""What kind of certificate is this, and whom does it name?

Only a signature certificate carries the basic four (SAN, otherName, UTF8String); an authentication
certificate names nobody. A policy that is not in the list is refused, never guessed.
"""

from dataclasses import dataclass
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from madoguchi.connectors.jpki_certificates.birth import read_birth
from madoguchi.kernel.dates import ResidentDate
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

Kind = Literal["signature", "authentication"]
_ARC = "1.2.392.200149.8.5"
SIGNATURE_POLICIES = frozenset({f"{_ARC}.1.1.20"})
TEST_SIGNATURE_POLICIES = frozenset({f"{_ARC}.1.0.20"})
AUTHENTICATION_POLICIES = frozenset({f"{_ARC}.1.3.30"})
_FIELDS = {f"{_ARC}.5.{number}": number for number in range(1, 7)}
_NAME, _NAME_SUBSTITUTE, _GENDER, _BIRTH, _ADDRESS, _ADDRESS_SUBSTITUTE = range(1, 7)
_UTF8 = 0x0C
_SMALLEST_KEY = 2048


class CertificateUnreadable(Refusal):
    """Not a certificate of the public certification service, or a damaged one."""

    code = "certificate.unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            text(
                "公的個人認証サービスの電子証明書として読めません。",
                "This is not readable as a certificate of the public certification service.",
            ),
            next_step=text("窓口で確かめてください。", "Please have it checked at the counter."),
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Named:
    """The basic four of a signature certificate; substitutes show which characters were replaced."""

    name: str
    address: str
    birth: ResidentDate
    gender: str
    name_substitute: str = ""
    address_substitute: str = ""

    def __repr__(self) -> str:
        return "<Named>"


@dataclass(frozen=True, slots=True)
class JpkiCertificate:
    """A certificate that was read; nothing is said yet about whether it holds."""

    certificate: x509.Certificate
    kind: Kind
    named: Named | None


@dataclass(frozen=True, slots=True)
class Policies:
    """Which policy names are taken as which kind; further ones (phones) are the operator's to add."""

    signature: frozenset[str] = SIGNATURE_POLICIES
    authentication: frozenset[str] = AUTHENTICATION_POLICIES


def read_certificate(der: bytes, policies: Policies = Policies()) -> JpkiCertificate:
    """Read a certificate. Raises CertificateUnreadable or BirthUnreadable."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        named_policies = _policies_of(certificate)
        key = certificate.public_key()
    except (ValueError, x509.ExtensionNotFound) as error:
        raise CertificateUnreadable("not a certificate with a policy") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        raise CertificateUnreadable("another key than RSA of 2048 bits or more")
    kind = _kind_of(named_policies, policies)
    return JpkiCertificate(certificate, kind, _named(certificate) if kind == "signature" else None)


def _policies_of(certificate: x509.Certificate) -> set[str]:
    found = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    return {one.policy_identifier.dotted_string for one in found}


def _kind_of(found: set[str], policies: Policies) -> Kind:
    signs, signs_in = bool(found & policies.signature), bool(found & policies.authentication)
    if signs == signs_in:
        raise CertificateUnreadable("no known policy, or both")
    return "signature" if signs else "authentication"


def _named(certificate: x509.Certificate) -> Named:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError) as error:
        raise CertificateUnreadable("names nobody") from error
    told: dict[int, str] = {}
    for one in names.get_values_for_type(x509.OtherName):
        number = _FIELDS.get(one.type_id.dotted_string)
        if number is None:
            continue
        if number in told:
            raise CertificateUnreadable("a field stands twice")
        told[number] = _utf8(one.value)
    if not {_NAME, _GENDER, _BIRTH, _ADDRESS} <= told.keys():
        raise CertificateUnreadable("the basic four are not complete")
    return Named(
        name=told[_NAME],
        address=told[_ADDRESS],
        birth=read_birth(told[_BIRTH]),
        gender=told[_GENDER],
        name_substitute=told.get(_NAME_SUBSTITUTE, ""),
        address_substitute=told.get(_ADDRESS_SUBSTITUTE, ""),
    )


def _utf8(der: bytes) -> str:
    """The text of one DER UTF8String, which must be the whole value."""
    try:
        tag, length, start = der[0], der[1], 2
        if length & 0x80:
            count = length & 0x7F
            length, start = int.from_bytes(der[2 : 2 + count], "big"), 2 + count
        if tag != _UTF8 or not 0 < length == len(der) - start:
            raise CertificateUnreadable("a field is no UTF8String")
        return der[start:].decode("utf-8")
    except (IndexError, UnicodeDecodeError) as error:
        raise CertificateUnreadable("a field is damaged") from error
