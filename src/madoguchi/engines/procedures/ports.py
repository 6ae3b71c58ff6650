# SPDX-License-Identifier: Apache-2.0
"""Who can open a draft? What the engine expects of a browser, an account or a resume code."""

from typing import Protocol


class KeyHolder(Protocol):
    """Someone who holds a key outside the portal's database."""

    @property
    def ref(self) -> str:
        """A name that finds this holder's drafts and tells nothing of the key."""

    def wrap(self, key: bytes) -> bytes:
        """Close a draft's key so that only this holder opens it."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open a draft's key; raises ``CryptoError`` where it is not this holder's."""


class NoteOpener(Protocol):
    """Someone who can read what was sealed to an applicant."""

    def open(self, sealed: bytes, *, info: bytes, aad: bytes) -> bytes:
        """Open a sealed note; raises ``CryptoError`` where it is for another key."""


class ProfileKeeper(Protocol):
    """A citizen whose vault is open: closes and opens what is kept for later forms."""

    @property
    def ref(self) -> str:
        """The typed reference of the account."""

    def close(self, plain: bytes) -> bytes:
        """Encrypt for this citizen alone."""

    def open(self, closed: bytes) -> bytes:
        """Open what ``close`` gave; raises ``CryptoError`` where the key was replaced since."""


class KeyProver(Protocol):
    """Shows the office that the holder of an account's key says a message."""

    def __call__(self, message: bytes) -> bytes:
        """The proof of a message."""
