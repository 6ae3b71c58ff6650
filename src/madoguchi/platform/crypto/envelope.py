# SPDX-License-Identifier: Apache-2.0
"""How is a value encrypted under a secret key that both sides hold?

Layout: version (1 byte) · key id (8) · nonce (12) · AES-256-GCM ciphertext and tag.
"""

import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from madoguchi.platform.crypto.derive import KEY_ID_BYTES, key_id_of_secret
from madoguchi.platform.crypto.errors import CannotOpen, UnknownKey

VERSION = 1
_NONCE_BYTES = 12
_HEAD_BYTES = 1 + KEY_ID_BYTES
OVERHEAD_BYTES = _HEAD_BYTES + _NONCE_BYTES + 16


def encrypt_with(key: bytes, plaintext: bytes, *, aad: bytes = b"") -> bytes:
    """Encrypt under a 32-byte key; ``aad`` says where the value belongs and must be given again."""
    head = bytes([VERSION]) + key_id_of_secret(key)
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, plaintext, head + aad)


def decrypt_with(key: bytes, envelope: bytes, *, aad: bytes = b"") -> bytes:
    """Decrypt what ``encrypt_with`` made.

    Raises:
        UnknownKey: the envelope names another key.
        CannotOpen: it was changed, cut, or belongs to another place (``aad``).
    """
    return decrypt_with_any([key], envelope, aad=aad)


def decrypt_with_any(keys: Iterable[bytes], envelope: bytes, *, aad: bytes = b"") -> bytes:
    """Like ``decrypt_with``; chooses among several keys by the key id in the envelope."""
    if len(envelope) < OVERHEAD_BYTES or envelope[0] != VERSION:
        raise CannotOpen("not an envelope of this version")
    head, nonce = envelope[:_HEAD_BYTES], envelope[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES]
    for key in keys:
        if key_id_of_secret(key) == head[1:]:
            try:
                return AESGCM(key).decrypt(
                    nonce, envelope[_HEAD_BYTES + _NONCE_BYTES :], head + aad
                )
            except InvalidTag:
                raise CannotOpen("the envelope does not open") from None
    raise UnknownKey("the envelope names another key")
