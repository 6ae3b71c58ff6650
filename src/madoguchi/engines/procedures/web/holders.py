# SPDX-License-Identifier: Apache-2.0
"""With which keys can this person open drafts: the browser's cookie, the account's vault?"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from madoguchi.engines.procedures.models.holder import browser_holder
from madoguchi.engines.procedures.ports import KeyHolder
from madoguchi.engines.procedures.web.browser_key import browser_key_of
from madoguchi.kernel.actors import Actor
from madoguchi.platform.identity.api import Vault, vault_of
from madoguchi.platform.screens.policies import actor_on

_LABEL = "procedures.draft-key"


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """A signed-in citizen whose vault is open."""

    ref: str
    vault: Vault

    def wrap(self, key: bytes) -> bytes:
        """Close a draft's key for this account."""
        return self.vault.encrypt(key, _LABEL)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open a draft's key; raises ``CryptoError`` where it is not this account's."""
        return self.vault.decrypt(bytes(wrapped), _LABEL)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser brought a session at all: without one nothing need be asked of it."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def actor_here(request: HttpRequest) -> Actor:
    """Who acts, as the audit log names them."""
    return actor_on(request)


def account_of(request: HttpRequest) -> str | None:
    """The typed reference of the signed-in citizen."""
    if not has_session(request):
        return None
    actor = actor_on(request)
    return actor.ref if actor.kind == "citizen" else None


def vault_for(request: HttpRequest) -> Vault | None:
    """The signed-in citizen's open vault."""
    return vault_of(request) if account_of(request) else None


def account_holder(request: HttpRequest) -> AccountHolder | None:
    """The holder for the signed-in citizen; None for guests and closed vaults."""
    account, vault = account_of(request), vault_for(request)
    return AccountHolder(account, vault) if account and vault else None


def holders_of(request: HttpRequest) -> list[KeyHolder]:
    """Everyone in this request who may hold a key to a draft, the account first."""
    account, key = account_holder(request), browser_key_of(request)
    holders: list[KeyHolder] = [account] if account else []
    return [*holders, browser_holder(key)] if key else holders
