# SPDX-License-Identifier: Apache-2.0
"""How does the city prove to the provider that it is its client? (RFC 7523, ``private_key_jwt``)"""

from datetime import datetime, timedelta

from joserfc import jwt

from madoguchi.connectors.oidc_jpki.provider import ClientIdentity, Provider
from madoguchi.kernel.ids import new_id

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE = timedelta(seconds=60)


def sign_assertion(client: ClientIdentity, provider: Provider, *, at: datetime) -> str:
    """A short-lived assertion for the token endpoint, good for one call."""
    issued = int(at.timestamp())
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": provider.token,
        "iat": issued,
        "exp": issued + int(LIFE.total_seconds()),
        "jti": str(new_id()),
    }
    header = {"alg": "ES256", "typ": "JWT", "kid": client.key.thumbprint()}
    return jwt.encode(header, claims, client.key, algorithms=["ES256"])


def credentials(client: ClientIdentity, provider: Provider, *, at: datetime) -> dict[str, str]:
    """The form fields that authenticate the client."""
    return {
        "client_id": client.client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": sign_assertion(client, provider, at=at),
    }
