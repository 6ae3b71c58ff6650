# SPDX-License-Identifier: Apache-2.0
"""A certification authority of our own for tests and demos: root, issuer, OCSP and CRL answers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_ARC = "1.2.392.200149.8.5"


def new_key() -> rsa.RSAPrivateKey:
    """An RSA key as the cards have."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def utf8(value: str) -> bytes:
    """A DER UTF8String."""
    data = value.encode()
    size = len(data)
    head = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")  # fmt: skip
    return b"\x0c" + head + data


@dataclass
class Authority:
    """An issuer under a root; both made anew."""

    at: datetime
    root_key: rsa.RSAPrivateKey = field(default_factory=new_key)
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    revoked: set[int] = field(default_factory=set)

    @classmethod
    def resume(
        cls,
        keys: tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey],
        certificates: tuple[x509.Certificate, x509.Certificate],
    ) -> "Authority":
        """The same authority again: keys and certificates of root and issuer as they were kept."""
        one = cls(certificates[0].not_valid_before_utc, *keys)
        one.root, one.issuer = certificates
        return one

    def __post_init__(self) -> None:
        self.root = self._sign_authority("Todai Test Root", self.root_key.public_key(), None)
        self.issuer = self._sign_authority("Todai Test Issuer", self.key.public_key(), self.root)

    def issue(
        self,
        policies: tuple[str, ...],
        told: dict[int, bytes] | None = None,
        *,
        key: rsa.RSAPrivateKey | None = None,
        days: int = 365,
    ) -> x509.Certificate:
        """A person's certificate; ``told`` are the otherName fields 1 to 6."""
        public = (key or new_key()).public_key()
        builder = self._begin("Card", self.issuer.subject, public, days)
        info = [x509.PolicyInformation(x509.ObjectIdentifier(one), None) for one in policies]
        builder = builder.add_extension(x509.CertificatePolicies(info), critical=True)
        if told:
            names = [
                x509.OtherName(x509.ObjectIdentifier(f"{_ARC}.5.{number}"), value)
                for number, value in told.items()
            ]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, SHA256())

    def responder(self, key: rsa.RSAPrivateKey, *, appointed: bool = True) -> x509.Certificate:
        """A certificate for answering in the issuer's place."""
        use = ExtendedKeyUsageOID.OCSP_SIGNING if appointed else ExtendedKeyUsageOID.SERVER_AUTH
        builder = self._begin("Responder", self.issuer.subject, key.public_key(), 30)
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        return builder.sign(self.key, SHA256())

    def answer(
        self,
        certificate: x509.Certificate,
        *,
        at: datetime,
        signer: tuple[rsa.RSAPrivateKey, x509.Certificate] | None = None,
        known: bool = True,
    ) -> bytes:
        """An OCSP answer, good for a day."""
        gone = certificate.serial_number in self.revoked
        status = ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD
        key, by = signer or (self.key, self.issuer)
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=certificate,
            issuer=self.issuer,
            algorithm=SHA1(),  # noqa: S303 - names the issuer, as responders do; protects nothing
            cert_status=status if known else ocsp.OCSPCertStatus.UNKNOWN,
            this_update=at,
            next_update=at + timedelta(days=1),
            revocation_time=at if gone and known else None,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by)
        if by is not self.issuer:
            builder = builder.certificates([by])
        return builder.sign(key, SHA256()).public_bytes(Encoding.DER)

    def list_revoked(self, *, at: datetime, key: rsa.RSAPrivateKey | None = None) -> bytes:
        """The issuer's CRL, good for a day."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.issuer.subject)
            .last_update(at)
            .next_update(at + timedelta(days=1))
        )
        for serial in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(key or self.key, SHA256()).public_bytes(Encoding.DER)

    def _sign_authority(
        self, name: str, public: rsa.RSAPublicKey, above: x509.Certificate | None
    ) -> x509.Certificate:
        issuer = above.subject if above else _name(name)
        builder = self._begin(name, issuer, public, 3650)
        limits = x509.BasicConstraints(ca=True, path_length=None)
        return builder.add_extension(limits, critical=True).sign(self.root_key, SHA256())

    def _begin(
        self, name: str, issuer: x509.Name, public: rsa.RSAPublicKey, days: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at)
            .not_valid_after(self.at + timedelta(days=days))
        )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
