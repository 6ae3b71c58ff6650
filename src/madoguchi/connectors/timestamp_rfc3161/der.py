# SPDX-License-Identifier: Apache-2.0
"""How is a time-stamp token built from DER, byte by byte? For the twin alone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

SHA256_OID, SIGNED_DATA, TST_INFO = (
    "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4",
)  # fmt: skip
POLICY = "1.3.6.1.4.1.99999.1"


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length and content."""
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE."""
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """SET OF, sorted as DER asks."""
    return tlv(0x31, *sorted(parts))


def integer(value: int) -> bytes:
    """INTEGER, not negative."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([first * 40 + second])
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | (number & 0x7F))
        body += bytes(reversed(groups))
    return tlv(0x06, body)


def read_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element; raises ValueError."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(data[at : at + count], "big"), at + count
        if at + length > len(data):
            raise ValueError("DER ends too early")
        yield tag, data[at : at + length]
        at += length


def read_request(data: bytes) -> tuple[bytes, int | None]:
    """The message imprint (SHA-256) and the nonce of a TimeStampReq; raises ValueError."""
    ((outer, body),) = read_parts(data)
    parts = list(read_parts(body))
    if outer != 0x30 or [tag for tag, _ in parts[:2]] != [0x02, 0x30]:
        raise ValueError("not a time-stamp request")
    algorithm, digest = list(read_parts(parts[1][1]))
    if oid(SHA256_OID) not in algorithm[1] or len(digest[1]) != 32:
        raise ValueError("only SHA-256 is stamped here")
    nonces = [int.from_bytes(value, "big") for tag, value in parts[2:] if tag == 0x02]
    return digest[1], nonces[0] if nonces else None


def make_response(
    digest: bytes,
    nonce: int | None,
    serial: int,
    at: datetime,
    key: EllipticCurvePrivateKey,
    certificate: x509.Certificate,
) -> bytes:
    """A granted TimeStampResp with its token (CMS SignedData over TSTInfo)."""
    hashed = sequence(oid(SHA256_OID), tlv(0x05))
    time = at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()
    info = sequence(
        integer(1), oid(POLICY), sequence(hashed, tlv(0x04, digest)), integer(serial),
        tlv(0x18, time), *([] if nonce is None else [integer(nonce)]),
    )  # fmt: skip
    encoded = certificate.public_bytes(Encoding.DER)
    signer = _signer_info(info, hashed, encoded, key, certificate)
    signed = sequence(
        integer(3),
        set_of(hashed),
        sequence(oid(TST_INFO), tlv(0xA0, tlv(0x04, info))),
        tlv(0xA0, encoded),
        set_of(signer),
    )
    return sequence(sequence(integer(0)), sequence(oid(SIGNED_DATA), tlv(0xA0, signed)))


def make_rejection() -> bytes:
    """A TimeStampResp that says no (rejection)."""
    return sequence(sequence(integer(2)))


def _signer_info(
    info: bytes,
    hashed: bytes,
    encoded: bytes,
    key: EllipticCurvePrivateKey,
    certificate: x509.Certificate,
) -> bytes:
    identity = sequence(sequence(sequence(tlv(0x04, sha256(encoded).digest()))))
    attributes = sorted(
        [
            sequence(oid("1.2.840.113549.1.9.3"), set_of(oid(TST_INFO))),
            sequence(oid("1.2.840.113549.1.9.4"), set_of(tlv(0x04, sha256(info).digest()))),
            sequence(oid("1.2.840.113549.1.9.16.2.47"), set_of(identity)),
        ]
    )
    signature = key.sign(tlv(0x31, *attributes), ECDSA(SHA256()))
    return sequence(
        integer(1),
        sequence(certificate.issuer.public_bytes(), integer(certificate.serial_number)),
        hashed,
        tlv(0xA0, *attributes),
        sequence(oid("1.2.840.10045.4.3.2")),
        tlv(0x04, signature),
    )
