# SPDX-License-Identifier: Apache-2.0
"""A passkey made of software: what a browser posts when somebody touches their key."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData


@dataclass
class SoftKey:
    """One credential; ``verified`` is whether PIN or finger was asked for, ``count`` its counter."""

    origin: str = "http://testserver"
    verified: bool = True
    count: int = 0
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""

    def create(self, options: str) -> str:
        """The answer to ``navigator.credentials.create``."""
        asked = json.loads(options)
        self.handle = websafe_decode(asked["user"]["id"])
        key = ES256.from_cryptography_key(self.private.public_key())
        data = AttestedCredentialData.create(b"\0" * 16, self.credential_id, key)
        told = self._told(asked["rp"]["id"], data)
        attested = AttestationObject.create("none", told, {})
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", asked),
                "attestationObject": websafe_encode(bytes(attested)),
                "transports": ["internal"],
            }
        )

    def get(self, options: str) -> str:
        """The answer to ``navigator.credentials.get``."""
        asked = json.loads(options)
        client = self._client("webauthn.get", asked)
        told = bytes(self._told(asked["rpId"]))
        signed = told + sha256(websafe_decode(client)).digest()
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": websafe_encode(told),
                "signature": websafe_encode(self.private.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": websafe_encode(self.handle),
            }
        )

    def _told(self, host: str, data: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP
        if self.verified:
            flags |= AuthenticatorData.FLAG.UV
        if data is not None:
            flags |= AuthenticatorData.FLAG.AT
        return AuthenticatorData.create(
            sha256(host.encode()).digest(), flags, self.count, bytes(data) if data else b""
        )

    def _client(self, kind: str, asked: dict[str, Any]) -> str:
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return websafe_encode(json.dumps(told).encode())

    def _answer(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": response,
            }
        )
