# SPDX-License-Identifier: Apache-2.0
"""Where does GビズID answer, and what do we ask of it?"""

from madoguchi.connectors.oidc.parties import Provider
from madoguchi.kernel.texts import text

OAUTH = "/oauth"
SCOPE = "openid profile user mandate"
NAME = text("GビズID", "GBizID", "GビズID")


def provider_at(base: str) -> Provider:
    """One deployment of the provider; its issuer ends in a slash."""
    return Provider(
        name=NAME,
        issuer=f"{base}{OAUTH}/",
        authorize=f"{base}{OAUTH}/authorize",
        token=f"{base}{OAUTH}/token",
        userinfo=f"{base}{OAUTH}/userinfo",
        certs=f"{base}{OAUTH}/.well-known/jwks.json",
        algorithm="RS256",
    )
