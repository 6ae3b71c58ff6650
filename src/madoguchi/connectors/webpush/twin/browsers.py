# SPDX-License-Identifier: Apache-2.0
"""Which browsers has the practice service, what do their keys open, and who has gone?"""

import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from madoguchi.connectors.arrivals.book import Book


@dataclass
class Browsers:
    """All subscriptions share one key pair and secret; only their addresses differ.

    A real browser has a pair of its own for each; to the protocol that makes no difference, and a
    hundred thousand are at hand at once.
    """

    book: Book = field(default_factory=lambda: Book("Web Push"))
    server_key: str = ""
    """The application server key that the subscriptions were made for; empty: the first seen."""
    gone: set[str] = field(default_factory=set)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    _believed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def subscriptions(self, origin: str, count: int, *, first: int = 0) -> list[dict[str, Any]]:
        """Subscriptions as browsers give them."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _encode(point), "auth": _encode(self.auth)}
        return [
            {"endpoint": f"{origin}/push/{n}", "expirationTime": None, "keys": keys}
            for n in range(first, first + count)
        ]

    def claims_of(self, authorization: str) -> dict[str, Any]:
        """The claims of a VAPID header whose signature holds under our server key; else empty."""
        if authorization not in self._believed:
            claims, key = _read_vapid(authorization)
            self.server_key = self.server_key or key
            if not claims or key != self.server_key:
                return {}
            self._believed[authorization] = claims
        return self._believed[authorization]

    def open(self, body: bytes) -> dict[str, Any]:
        """The message in a body.

        Raises:
            ECEException, ValueError: it is not for these browsers.
        """
        content = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return dict(orjson.loads(content))


def _read_vapid(authorization: str) -> tuple[dict[str, Any], str]:
    try:
        if not Vapid02.verify(authorization):
            return {}, ""
        parts = dict(one.strip().split("=", 1) for one in authorization.split(" ", 1)[1].split(","))
        middle = parts["t"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (ValueError, KeyError, IndexError, AssertionError):
        return {}, ""
    return dict(claims), parts["k"]


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
