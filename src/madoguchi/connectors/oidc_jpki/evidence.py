# SPDX-License-Identifier: Apache-2.0
"""Does an ID token that somebody else brings prove who held the card, without asking anyone?

The office has no way out to the provider. The operator brings the provider's public keys in as a
file; with them, and with nothing that the portal says, the office checks signature, issuer, client,
strength, time and the nonce that names the new key.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from madoguchi.connectors.oidc.id_token import Expected, check_id_token
from madoguchi.connectors.oidc.key_set import ProviderKeys
from madoguchi.connectors.oidc.parties import Provider
from madoguchi.connectors.oidc.refusals import ProviderDown, TokenRefused
from madoguchi.connectors.oidc_jpki.provider import ACR

OLDEST = timedelta(days=14)
"""How long evidence may have been on its way; carried by a medium it can take days."""


class PinnedChecker:
    """Checks evidence with the keys of a file; fulfils the cases' port ``EvidenceChecker``."""

    def __init__(self, provider: Provider, client_id: str, key_file: Path) -> None:
        self.provider = provider
        self.client_id = client_id
        self.key_file = key_file
        self.keys = ProviderKeys(self._read)

    def __call__(self, token: str, *, nonce: str, proved_at: datetime, at: datetime) -> str:
        """The provider's name for the person. Raises ProofRefused where the token proves nothing."""
        if not at - OLDEST <= proved_at <= at + timedelta(minutes=5):
            raise TokenRefused("not of these days")
        expected = Expected(self.provider.issuer, self.client_id, nonce, ACR)
        return str(check_id_token(token, expected, self.keys, at=proved_at)["sub"])

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.key_file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ProviderDown("the pinned keys of the provider cannot be read") from error
