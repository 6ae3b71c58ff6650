# SPDX-License-Identifier: Apache-2.0
"""By what does a push service know that a call is ours? VAPID (RFC 8292), one token per origin."""

import base64
import threading
import time
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

HOLDS_SECONDS: Final = 12 * 3600
"""RFC 8292 allows 24 hours; half of it leaves room for clocks that differ."""
FRESH_SECONDS: Final = 3600


class Signer:
    """The application server's key; ``contact`` is a ``mailto:`` or ``https:`` address."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, *, contact: str) -> None:
        self._vapid, self._contact = Vapid02(key), contact
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    @classmethod
    def from_file(cls, path: Path, *, contact: str) -> "Signer":
        """The key in a PEM file; it is made, with owner-only rights, where there is none."""
        if not path.exists():
            _write_key(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the key for web push is not one of P-256")
        return cls(key, contact=contact)

    @property
    def public_key(self) -> str:
        """What a browser takes as ``applicationServerKey``: base64url of the point."""
        point = self._vapid.public_key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def authorization(self, origin: str) -> str:
        """The header for calls to an origin; signed once in eleven hours."""
        at = time.time()
        with self._lock:
            token, until = self._tokens.get(origin, ("", 0.0))
            if until - FRESH_SECONDS < at:
                until = at + HOLDS_SECONDS
                claims = {"aud": origin, "exp": int(until), "sub": self._contact}
                token = str(self._vapid.sign(claims)["Authorization"])
                self._tokens[origin] = (token, until)
        return token


def _write_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.touch(mode=0o600)
    path.write_bytes(pem)
