# SPDX-License-Identifier: Apache-2.0
"""What can only the signed-in citizen read? Letters sealed to them, and their own drafts."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.http import HttpRequest

from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.crypto.envelope import decrypt_with, encrypt_with
from madoguchi.platform.crypto.possession import prove
from madoguchi.platform.crypto.sealing import open_sealed
from madoguchi.platform.identity.citizens.cookie import held_private_key
from madoguchi.platform.identity.citizens.keys import find_key, public_of
from madoguchi.platform.identity.models import User

_KEPT = "_identity_vault"


class Vault:
    """A citizen's opened vault; it exists for one request."""

    def __init__(self, user_id: UUID, private: bytes) -> None:
        self._user_id, self._private = user_id, private
        self.public_key = public_of(private)

    def __repr__(self) -> str:
        return f"Vault({self._user_id})"

    def open(self, sealed: bytes, *, info: bytes, aad: bytes) -> bytes:
        """Open what was sealed to ``public_key``; raises CannotOpen (UnknownKey: an older key)."""
        key = X25519PrivateKey.from_private_bytes(self._private)
        return open_sealed(key, sealed, info=info, aad=aad)

    def encrypt(self, plaintext: bytes, label: str) -> bytes:
        """Close something for oneself; the same label opens it."""
        return encrypt_with(self._key(label), plaintext, aad=self._aad(label))

    def decrypt(self, envelope: bytes, label: str) -> bytes:
        """Open what ``encrypt`` closed; raises CannotOpen."""
        return decrypt_with(self._key(label), envelope, aad=self._aad(label))

    def secret(self, label: str) -> bytes:
        """32 bytes that only this vault makes, the same each time."""
        return derive(self._private, f"identity/vault-secret/{label}")

    def prove(self, message: bytes, *, to: X25519PublicKey, info: str) -> bytes:
        """Show the holder of ``to`` that the holder of ``public_key`` says ``message``."""
        own = X25519PrivateKey.from_private_bytes(self._private)
        return prove(own, to, info=info, message=message)

    def _key(self, label: str) -> bytes:
        return derive(self._private, f"identity/vault/{label}")

    def _aad(self, label: str) -> bytes:
        return self._user_id.bytes + label.encode()


def vault_of(request: HttpRequest) -> Vault | None:
    """The vault of the signed-in citizen; None for guests and staff, and where it is closed.

    Closed (signed in, but without the cookie) means: ask for the password again at the page named
    ``account_reauthenticate``, then come back.
    """
    if _KEPT not in request.__dict__:
        request.__dict__[_KEPT] = _open(request)
    vault: Vault | None = request.__dict__[_KEPT]
    return vault


def _open(request: HttpRequest) -> Vault | None:
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated or user.is_staff:
        return None
    private = held_private_key(request, user)
    row = find_key(user) if private else None
    if private is None or row is None or bytes(row.public) != public_of(private):
        return None
    return Vault(user.pk, private)
