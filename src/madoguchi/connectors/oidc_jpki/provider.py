# SPDX-License-Identifier: Apache-2.0
"""Where does デジタル認証アプリ answer, and what do we ask of it?"""

from madoguchi.connectors.oidc.parties import Provider
from madoguchi.kernel.texts import text

REALM = "/api/realms/main"
PROTOCOL = f"{REALM}/protocol/openid-connect"
TRANSACTIONS = "/api/sign-transactions"
SCOPE = "openid name address birthdate gender"
SIGN_SCOPE = "openid sign"
ACR = "aal3 crl"
"""Both factors of the card, and its certificate asked for on the revocation list."""


def provider_at(base: str) -> Provider:
    """One deployment of the provider (production, sandbox or the twin)."""
    return Provider(
        name=text(
            "デジタル認証アプリ", "The Digital Authentication App service", "デジタル認証アプリ"
        ),
        issuer=base + REALM,
        authorize=f"{base}{PROTOCOL}/auth",
        token=f"{base}{PROTOCOL}/token",
        userinfo=f"{base}{PROTOCOL}/userinfo",
        certs=f"{base}{PROTOCOL}/certs",
        algorithm="ES256",
    )
