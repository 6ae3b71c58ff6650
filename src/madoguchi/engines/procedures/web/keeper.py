# SPDX-License-Identifier: Apache-2.0
"""Who keeps a profile in this request? A signed-in citizen whose vault is open."""

from dataclasses import dataclass

from django.http import HttpRequest

from madoguchi.engines.procedures.web.holders import account_of, vault_for
from madoguchi.platform.identity.api import Vault

_LABEL = "procedures.profile"


@dataclass(frozen=True, slots=True)
class VaultKeeper:
    """Closes and opens a profile with a citizen's vault."""

    ref: str
    vault: Vault

    def close(self, plain: bytes) -> bytes:
        """Encrypt for this citizen alone."""
        return self.vault.encrypt(plain, _LABEL)

    def open(self, closed: bytes) -> bytes:
        """Open what ``close`` gave; raises ``CryptoError`` where the key was replaced since."""
        return self.vault.decrypt(bytes(closed), _LABEL)


def keeper_of(request: HttpRequest) -> VaultKeeper | None:
    """The signed-in citizen; None for guests and where the vault is closed."""
    account, vault = account_of(request), vault_for(request)
    return VaultKeeper(account, vault) if account and vault else None
