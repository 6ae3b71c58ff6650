# SPDX-License-Identifier: Apache-2.0
"""With which keys does the provider sign today? Kept for a while, read again when a new one shows.

An unknown key id leads to one new look, and not more often than once in ``PATIENCE``: made-up ids
cannot turn the portal into a hammer on the provider.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from madoguchi.connectors.oidc.refusals import ProviderDown, TokenRefused

LIFE = timedelta(hours=1)
PATIENCE = timedelta(seconds=30)


class ProviderKeys:
    """The provider's public keys by their ids."""

    def __init__(self, fetch: Callable[[], dict[str, Any]], algorithm: str = "ES256") -> None:
        self._fetch = fetch
        self._kind: type[ECKey] | type[RSAKey] = RSAKey if algorithm[0] in "RP" else ECKey
        self._kept: dict[str, ECKey | RSAKey] = {}
        self._read_at: datetime | None = None
        self._lock = Lock()

    def find(self, key_id: str, *, at: datetime) -> ECKey | RSAKey:
        """The key of an id. Raises TokenRefused where the provider has none of that id."""
        with self._lock:
            if self._is_due(key_id, at):
                self._kept = _read(self._fetch(), self._kind)
                self._read_at = at
            found = self._kept.get(key_id)
        if found is None:
            raise TokenRefused("the provider has no key of this id")
        return found

    def _is_due(self, key_id: str, at: datetime) -> bool:
        if self._read_at is None or at - self._read_at > LIFE:
            return True
        return key_id not in self._kept and at - self._read_at > PATIENCE


def _read(document: dict[str, Any], kind: type[ECKey] | type[RSAKey]) -> dict[str, ECKey | RSAKey]:
    try:
        keys = KeySet.import_key_set({"keys": document["keys"]}).keys
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise ProviderDown("the key document is unreadable") from error
    return {
        str(key.kid): key
        for key in keys
        if isinstance(key, kind) and key.kid and key.as_dict().get("use", "sig") == "sig"
    }
