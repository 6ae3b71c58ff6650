# SPDX-License-Identifier: Apache-2.0
"""How do we prove to a provider that we are its client: by key, or by a shared secret?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from madoguchi.connectors.oidc.parties import Authenticated, Provider
from madoguchi.kernel.ids import new_id

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class KeyClient:
    """A client with a private key and no shared secret (RFC 7523, ``private_key_jwt``).

    ``opener`` is the key to which the provider encrypts what only we may read, where it does.
    """

    client_id: str
    key: ECKey
    opener: ECKey | None = None

    def __repr__(self) -> str:
        return f"<KeyClient {self.client_id}>"

    def public_keys(self) -> dict[str, Any]:
        """The JWKS that is handed in at registration."""
        keys = [dict(self.key.as_dict(private=False)) | {"use": "sig"}]
        if self.opener is not None:
            keys.append(dict(self.opener.as_dict(private=False)) | {"use": "enc"})
        return {"keys": keys}

    def authenticate(self, provider: Provider, *, at: datetime) -> Authenticated:
        """The form fields with an assertion that is good for one call."""
        form = {
            "client_id": self.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._sign(provider, at),
        }
        return Authenticated(form)

    def _sign(self, provider: Provider, at: datetime) -> str:
        issued = int(at.timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": provider.token,
            "iat": issued,
            "exp": issued + int(LIFE.total_seconds()),
            "jti": str(new_id()),
        }
        header = {"alg": "ES256", "typ": "JWT", "kid": self.key.thumbprint()}
        return jwt.encode(header, claims, self.key, algorithms=["ES256"])


@dataclass(frozen=True, slots=True)
class SecretClient:
    """A client with a shared secret (RFC 6749 2.3.1, ``client_secret_basic``)."""

    client_id: str
    secret: str

    def __repr__(self) -> str:
        return f"<SecretClient {self.client_id}>"

    def authenticate(self, provider: Provider, *, at: datetime) -> Authenticated:  # noqa: ARG002
        """The name and the secret, for the header."""
        return Authenticated({}, basic=(self.client_id, self.secret))
