# SPDX-License-Identifier: Apache-2.0
"""Where does the provider answer, and as which client do we ask?"""

from dataclasses import dataclass
from typing import Any

from joserfc.jwk import ECKey

REALM = "/api/realms/main"
PROTOCOL = f"{REALM}/protocol/openid-connect"
SCOPE = "openid name address birthdate gender"
ACR = "aal3 crl"
"""Both factors of the card, and its certificate asked for on the revocation list."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One deployment of the provider (production, sandbox or the twin)."""

    base: str

    @property
    def issuer(self) -> str:
        """The issuer that its tokens name."""
        return self.base + REALM

    @property
    def authorize(self) -> str:
        """Where the browser is sent."""
        return f"{self.base}{PROTOCOL}/auth"

    @property
    def token(self) -> str:
        """Where a code becomes tokens; also the audience of our assertions."""
        return f"{self.base}{PROTOCOL}/token"

    @property
    def userinfo(self) -> str:
        """Where the basic four are read."""
        return f"{self.base}{PROTOCOL}/userinfo"

    @property
    def certs(self) -> str:
        """The provider's public keys."""
        return f"{self.base}{PROTOCOL}/certs"


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """The city as the provider registered it: a name and a private key, no shared secret."""

    client_id: str
    key: ECKey

    def __repr__(self) -> str:
        return f"<ClientIdentity {self.client_id}>"

    def public_keys(self) -> dict[str, Any]:
        """The JWKS that is handed in at registration."""
        return {"keys": [dict(self.key.as_dict(private=False))]}
