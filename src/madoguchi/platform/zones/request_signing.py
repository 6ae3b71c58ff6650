# SPDX-License-Identifier: Apache-2.0
"""Does this request come from a zone that we know, unchanged, now, and for the first time?

A zone signs method, path, query, digest of the body, time, nonce and both zone names with its
Ed25519 key. There is no shared secret and no session.
"""

import os
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.errors import BadKeyFile, CryptoError
from madoguchi.platform.crypto.peers import ZONE_NAME, peer_keys
from madoguchi.platform.crypto.signing import sign, verify
from madoguchi.platform.zones.models import SeenNonce

CONTEXT = "zone-request/v1"
CLOCK_SKEW = timedelta(minutes=5)
EMPTY_DIGEST = sha256(b"").hexdigest()
_NONCE = re.compile(r"[0-9a-f]{32}")


class RequestRefused(Exception):
    """The request is not believed; ``code`` says why, for the operator of the other zone."""

    def __init__(self, code: str, status: int = 401) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked: the part of a request that is the same for signer and checker."""

    method: str
    path: str
    query: str
    digest: str


def sign_request(
    line: Line, *, signer: Ed25519PrivateKey, zone: str, to_zone: str, at: datetime
) -> dict[str, str]:
    """The headers that make a request of ``zone`` believed."""
    headers = {
        "Madoguchi-Zone": zone,
        "Madoguchi-Key": key_id_of_public(signer.public_key().public_bytes_raw()).hex(),
        "Madoguchi-Time": str(int(at.timestamp())),
        "Madoguchi-Nonce": os.urandom(16).hex(),
        "Madoguchi-Digest": line.digest,
    }
    signature = sign(signer, CONTEXT, _message(line, headers, to_zone))
    return {**headers, "Madoguchi-Signature": b64encode(signature).decode()}


def check_request(line: Line, headers: Mapping[str, str], *, own_zone: str, at: datetime) -> str:
    """The name of the zone that asks. ``line.digest`` is the claimed digest; whoever reads the
    body compares it.

    Raises:
        RequestRefused: unsigned, forged, too old or too early, or seen before.
    """
    zone, nonce = headers.get("Madoguchi-Zone", ""), headers.get("Madoguchi-Nonce", "")
    if not re.fullmatch(ZONE_NAME, zone) or zone == own_zone or not _NONCE.fullmatch(nonce):
        raise RequestRefused("unsigned")
    _check_time(headers.get("Madoguchi-Time", ""), at)
    try:
        peer, key_id = peer_keys(zone), headers.get("Madoguchi-Key", "")
        key = peer.signing_key(key_id)
        signature = b64decode(headers.get("Madoguchi-Signature", ""), validate=True)
        verify(key, CONTEXT, _message(line, headers, own_zone), signature)
    except (BadKeyFile, CryptoError, ValueError):
        raise RequestRefused("bad_signature") from None
    if peer.is_over(key_id, at):
        raise RequestRefused("key_expired")
    _remember(nonce, at)
    return zone


def forget_nonces(*, at: datetime) -> int:
    """Forget nonces that are too old to be accepted again anyway."""
    return SeenNonce.objects.filter(seen_at__lt=at - 3 * CLOCK_SKEW).delete()[0]


def _check_time(text: str, at: datetime) -> None:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise RequestRefused("unsigned")
    if abs(datetime.fromtimestamp(int(text), tz=UTC) - at) > CLOCK_SKEW:
        raise RequestRefused("clock_skew")


def _remember(nonce: str, at: datetime) -> None:
    try:
        with transaction.atomic():
            SeenNonce.objects.create(nonce=nonce, seen_at=at)
    except IntegrityError:
        raise RequestRefused("replayed") from None


def _message(line: Line, headers: Mapping[str, str], to_zone: str) -> bytes:
    parts = [
        line.method,
        line.path,
        line.query,
        line.digest,
        headers.get("Madoguchi-Zone", ""),
        to_zone,
        headers.get("Madoguchi-Key", ""),
        headers.get("Madoguchi-Time", ""),
        headers.get("Madoguchi-Nonce", ""),
    ]
    return "\n".join(parts).encode()
